/**
 * Who is there: managers, nodes and watermarks, announced by every node and read from memory.
 * Infinispan and JGroups set-up stays in here. Knows {@code model}, {@code mapping} and {@code
 * settings}.
 */
@NullMarked
package io.berth.cluster;

import org.jspecify.annotations.NullMarked;
