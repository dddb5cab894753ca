/** Tests of the house as a whole. */
@NullMarked
package io.berth;

import org.jspecify.annotations.NullMarked;
