/** A small web application: what a user's beans look like to the extension. */
@NullMarked
package io.berth.cdi.webapp;

import org.jspecify.annotations.NullMarked;
