/**
 * Carries a request to another node and the answer back, streaming. A header rule, socket or
 * time-out belongs here. Knows {@code model} and {@code settings}.
 *
 * <p>The way of a request: {@link RequestRules} say whether it may go anywhere at all, {@link
 * Forwarder} begins, and an {@link Exchange} is all that is known of it from then on. {@link
 * ClientToNode} sends it, its body read by {@link ClientToNodeBody}; {@link Tries} find a
 * connection in a {@link NodePool}. {@link NodeAnswerRelay} has the answer read by {@link
 * NodeAnswer} and hands it to {@link NodeToClient}, which touches the container's response through
 * {@link HeldResponse} alone. After a 101 a {@link Tunnel} goes on. All of it runs on the one
 * thread of {@link SelectorLoop}, but for what the container calls; {@link ContainerAdapter} does
 * what the Servlet API has no word for.
 */
@NullMarked
package io.berth.forward;

import org.jspecify.annotations.NullMarked;
