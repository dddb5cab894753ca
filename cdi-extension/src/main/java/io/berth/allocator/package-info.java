/** Ready stock: pools, their policy, refill, the sweeper, and the provisioner SPI (claim 1a). */
@NullMarked
package io.berth.allocator;

import org.jspecify.annotations.NullMarked;
