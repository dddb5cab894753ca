/**
 * What the whole product speaks of: immutable records of the vocabulary, JDK only. Everybody may
 * use this package; it knows nobody.
 */
@NullMarked
package io.berth.model;

import org.jspecify.annotations.NullMarked;
