package io.berth.associator;

import io.berth.model.Association;

/** What trying to claim for a consumer came to. */
sealed interface Outcome {
  Association association();

  /** The consumer is bound already. */
  record Known(Association association) implements Outcome {}

  /** This call registers the consumer; nobody else does until the claim's lease ends. */
  record Mine(Association association) implements Outcome {}

  /** Resources of another manager are reserved; a node of that manager has to go on. */
  record Elsewhere(Association association) implements Outcome {}
}
