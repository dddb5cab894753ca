/** What operators see and change: MXBeans and their registration. */
@NullMarked
package io.berth.jmx;

import org.jspecify.annotations.NullMarked;
