/** Several nodes of several managers in one JVM, without a container. */
@NullMarked
package io.berth.site;

import org.jspecify.annotations.NullMarked;
