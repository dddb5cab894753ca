/** Wiring: the extension, producers, the request's consumer, events. Nothing else. */
@NullMarked
package io.berth.cdi;

import org.jspecify.annotations.NullMarked;
