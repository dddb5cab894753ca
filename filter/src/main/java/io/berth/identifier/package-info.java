/**
 * Whose request is it: the sealed token, the key ring, and the verdict (claims 1b, 10, 11). A
 * cookie byte belongs here. Knows {@code model} and {@code mapping}.
 */
@NullMarked
package io.berth.identifier;

import org.jspecify.annotations.NullMarked;
