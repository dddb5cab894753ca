package io.berth.site;

import io.berth.associator.Afterwards;
import io.berth.model.Association;
import io.berth.model.Position;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** Writes down what a node did after its commits. */
public final class Desk implements Afterwards {
  public final List<Association> published = new CopyOnWriteArrayList<>();
  public final List<Association> identified = new CopyOnWriteArrayList<>();
  public final List<Object> told = new CopyOnWriteArrayList<>();
  public volatile Supplier<Position> position = () -> Position.UNKNOWN;

  @Override
  public Position position() {
    return position.get();
  }

  @Override
  public void publish(Association association) {
    published.add(association);
  }

  @Override
  public void publishFirst(Association association) {
    published.add(association);
  }

  @Override
  public void identify(Association association) {
    identified.add(association);
  }

  @Override
  public void renew(Association association) {
    identified.add(association);
  }

  @Override
  public void tell(Object event) {
    told.add(event);
  }

  public <T> List<T> told(Class<T> kind) {
    return told.stream().filter(kind::isInstance).map(kind::cast).toList();
  }
}
