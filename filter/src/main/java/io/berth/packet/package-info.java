/**
 * Packets that travel outside a cluster: the signed envelope, what is refused, and the exchange
 * between sites over HTTP. Knows {@code model}, {@code mapping}, {@code cluster}, {@code
 * identifier} and {@code settings}; the filter wires it.
 */
@NullMarked
package io.berth.packet;

import org.jspecify.annotations.NullMarked;
