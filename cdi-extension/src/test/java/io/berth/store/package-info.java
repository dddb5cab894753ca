/** Contract tests of the authority, run against every database product. */
@NullMarked
package io.berth.store;

import org.jspecify.annotations.NullMarked;
