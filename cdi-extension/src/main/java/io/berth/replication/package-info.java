/**
 * Proof that a consumer's data is on the other managers (claims 24, 25, 32): probes, and the outbox
 * replicator for applications whose stores do not replicate.
 */
@NullMarked
package io.berth.replication;

import org.jspecify.annotations.NullMarked;
