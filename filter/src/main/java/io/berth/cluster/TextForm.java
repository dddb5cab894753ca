package io.berth.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.infinispan.protostream.ProtobufUtil;
import org.infinispan.protostream.SerializationContext;
import org.jspecify.annotations.Nullable;

/**
 * Values as text: the Base64 of their protobuf form. Every marshaller carries text, also that of a
 * server which knows none of this application's classes. What was read is remembered for a few
 * thousand texts, so that a consumer's requests find the record that the last one found.
 * Thread-safe.
 */
final class TextForm<V> {
  private static final int REMEMBERED = 1 << 12;

  private final AtomicReferenceArray<@Nullable Said<V>> last =
      new AtomicReferenceArray<>(REMEMBERED);
  private final SerializationContext context = ProtobufUtil.newSerializationContext();
  private final Class<V> type;

  private record Said<V>(String text, V value) {}

  TextForm(Class<V> type) {
    this.type = type;
    BerthSchema.INITIALIZER.register(context);
  }

  boolean isOne(Object value) {
    return type.isInstance(value);
  }

  String write(Object value) {
    try {
      return Base64.getEncoder()
          .withoutPadding()
          .encodeToString(ProtobufUtil.toByteArray(context, type.cast(value)));
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
  }

  /** The same text, not an equal one, is said again by the value that it said before. */
  @SuppressWarnings("ReferenceEquality") // as the comment says; comparing costs what is saved
  V read(String text) {
    int place = System.identityHashCode(text) % REMEMBERED;
    Said<V> said = last.get(place);
    if (said != null && said.text == text) {
      return said.value;
    }
    V value = decoded(text);
    last.set(place, new Said<>(text, value));
    return value;
  }

  private V decoded(String text) {
    try {
      return ProtobufUtil.fromByteArray(context, Base64.getDecoder().decode(text), type);
    } catch (IOException e) {
      throw new UncheckedIOException("the cache holds what is no " + type.getSimpleName(), e);
    }
  }
}
