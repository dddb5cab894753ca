/**
 * Carries a request to another node and the answer back, streaming. A header rule, socket or
 * time-out belongs here. Knows {@code model} and {@code settings}.
 */
@NullMarked
package io.berth.forward;

import org.jspecify.annotations.NullMarked;
