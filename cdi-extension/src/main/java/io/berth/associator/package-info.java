/**
 * Gives a consumer its resource and its home: register, and what follows from it (claims 1c, 12-16,
 * 23).
 */
@NullMarked
package io.berth.associator;

import org.jspecify.annotations.NullMarked;
