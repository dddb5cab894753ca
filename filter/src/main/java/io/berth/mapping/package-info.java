/**
 * The shared map from consumer to association: a copy of the authority in an Infinispan cache
 * (claims 12-21). Infinispan types of the mapping stay in here. Knows {@code model}.
 */
@NullMarked
package io.berth.mapping;

import org.jspecify.annotations.NullMarked;
