/** Threads that work while nobody asks, from the start of the web application to its end. */
@NullMarked
package io.berth.background;

import org.jspecify.annotations.NullMarked;
