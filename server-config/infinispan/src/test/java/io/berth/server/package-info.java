/** The shipped fragments tried in real Infinispan Servers. */
@NullMarked
package io.berth.server;

import org.jspecify.annotations.NullMarked;
