package io.berth.replication;

import io.berth.model.LogPoint;
import io.berth.model.Position;
import java.util.Map;
import java.util.Set;

/**
 * No log at all: a manager has what it has acknowledged, consumer by consumer, with {@link
 * Replication#acknowledge}.
 */
final class AcknowledgementProbe implements ReplicationProbe {
  private static final Position ASKED = Position.of(Position.ACKNOWLEDGED, new LogPoint(0, 0));

  @Override
  public String name() {
    return "acknowledged";
  }

  @Override
  public Position position() {
    return ASKED;
  }

  @Override
  public Map<String, Position> applied(Set<String> managers) {
    return Map.of();
  }
}
