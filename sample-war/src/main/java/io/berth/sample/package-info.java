/**
 * "Workspaces", a small real application on Berth: sign up, get a workspace whose tables live in a
 * schema of its own, write notes. What an adopter copies is {@link io.berth.sample.SignUp}, {@link
 * io.berth.sample.WorkspaceProvisioner} and {@link io.berth.sample.WorkspaceReplicator}; nobody
 * uses this package.
 */
@NullMarked
package io.berth.sample;

import org.jspecify.annotations.NullMarked;
