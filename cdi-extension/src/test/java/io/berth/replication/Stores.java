package io.berth.replication;

import io.berth.model.Association;
import io.berth.model.ConsumerId;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** The application's store at one manager, as a map; knows whether it was treated as promised. */
final class Stores implements ConsumerReplicator {
  private final Map<ConsumerId, String> data = new ConcurrentHashMap<>();
  private final Set<ConsumerId> busy = ConcurrentHashMap.newKeySet();
  final AtomicInteger overlaps = new AtomicInteger();
  final AtomicInteger imports = new AtomicInteger();
  volatile Consumer<ConsumerId> beforeImport = consumer -> {};

  volatile Consumer<Association> beforeForget = tombstone -> {};
  volatile Consumer<Association> imported = association -> {};
  volatile Consumer<Association> forgotten = tombstone -> {};

  void write(ConsumerId consumer, String value) {
    data.put(consumer, value);
  }

  String read(ConsumerId consumer) {
    return data.getOrDefault(consumer, "nothing");
  }

  int size() {
    return data.size();
  }

  @Override
  public byte[] export(Association association) {
    return read(association.consumer()).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void importConsumer(Association association, byte[] exported) {
    ConsumerId consumer = association.consumer();
    if (!busy.add(consumer)) {
      overlaps.incrementAndGet();
    }
    try {
      imports.incrementAndGet();
      beforeImport.accept(consumer);
      data.put(consumer, new String(exported, StandardCharsets.UTF_8));
      imported.accept(association);
    } finally {
      busy.remove(consumer);
    }
  }

  @Override
  public void forget(Association tombstone) {
    beforeForget.accept(tombstone);
    data.remove(tombstone.consumer());
    forgotten.accept(tombstone);
  }
}
