/** Contract tests of the replication room, run against every database product. */
@NullMarked
package io.berth.replication;

import org.jspecify.annotations.NullMarked;
