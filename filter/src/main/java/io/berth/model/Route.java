package io.berth.model;

/** Where a request goes, and the rule that decided. */
public sealed interface Route {
  Reason reason();

  /** The application of this node answers. */
  record Local(Reason reason) implements Route {}

  /** Another context of the same server answers. */
  record Dispatch(String context, Reason reason) implements Route {}

  /** Another node answers, over one hop. */
  record Forward(Node node, Reason reason) implements Route {}

  /** This node was asked by another one and may not answer: 421 (RFC 9110, 15.5.20). */
  record Misdirected(Reason reason) implements Route {}

  /** Nobody who may answer is there: 503 with Retry-After. */
  record Unavailable(Reason reason) implements Route {}

  /** Which rule decided, for logs, JMX and the application. */
  enum Reason {
    /** No consumer is known, so nothing has to be found. */
    ANONYMOUS,
    /** The filter is off, or the path is not Berth's business. */
    NOT_ROUTED,
    /** This node's manager is the home. */
    HOME_HERE,
    /** A safe request, and this node's manager holds the data. */
    HOLDER_HERE,
    /** The home alone is proven so far. */
    HOME_WHILE_REGISTERING,
    /** The request may write, and the home is the one writer. */
    HOME_FOR_WRITES,
    /** This node's manager is no holder; one of the holders answers, in turn. */
    HOLDER_IN_TURN,
    /** Only the home has the data and all others lag: the home is spared. */
    REPLICAS_LAG,
    /** No node of a manager that may answer is ready. */
    NO_NODE_READY,
    /** Another node sent the request here, but this manager may not answer it. */
    NOT_HERE
  }
}
