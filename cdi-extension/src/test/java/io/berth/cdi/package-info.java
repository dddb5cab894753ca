/** The extension in Weld, one scenario a test. */
@NullMarked
package io.berth.cdi;

import org.jspecify.annotations.NullMarked;
