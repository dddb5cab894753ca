/** The servlet filter and its wiring: the one place that knows every room of this jar. */
@NullMarked
package io.berth.filter;

import org.jspecify.annotations.NullMarked;
