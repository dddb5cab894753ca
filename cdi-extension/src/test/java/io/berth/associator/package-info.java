/** Contract tests of the associator room, run against every database product. */
@NullMarked
package io.berth.associator;

import org.jspecify.annotations.NullMarked;
