/** Contract tests of the allocator room, run against every database product. */
@NullMarked
package io.berth.allocator;

import org.jspecify.annotations.NullMarked;
