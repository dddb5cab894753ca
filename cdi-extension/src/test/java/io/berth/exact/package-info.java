/** Claims under fire: several JVMs, killed again and again, and a checker that looks afterwards. */
@NullMarked
package io.berth.exact;

import org.jspecify.annotations.NullMarked;
