package io.berth.filter;

import io.berth.filter.Health.Part;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers liveness and readiness probes, before anybody else sees them and from memory alone. What
 * they say names no node, address or consumer.
 *
 * <p>Alive is a node whose threads turn. Ready is one that is neither starting nor drained and
 * whose cache and authority answer; a probe that wants other parts to decide says {@code
 * ?need=cache} or {@code ?need=cache,authority,stock}, or {@code ?need=} for none.
 */
final class Probes {
  private static final Set<Part> USUAL = EnumSet.of(Part.CACHE, Part.AUTHORITY);
  private static final Set<Part> SHOWN = EnumSet.of(Part.CACHE, Part.AUTHORITY, Part.STOCK);
  private static final String NEED = "need=";
  private static final long WATCHED_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final String live;
  private final String ready;
  private final Health health;
  private final Supplier<String> state;
  private volatile long readyAskedAt = System.nanoTime() - WATCHED_NANOS;

  /**
   * @param state of the node, in one word: ready, or why not
   */
  Probes(OperatingSettings settings, Health health, Supplier<String> state) {
    this.live = settings.live();
    this.ready = settings.ready();
    this.health = health;
    this.state = state;
  }

  /** Whether it was a probe, which is answered now. */
  boolean answers(String path, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (path.isEmpty() || !(path.equals(live) || path.equals(ready))) {
      return false;
    }
    String method = request.getMethod();
    if (!method.equals("GET") && !method.equals("HEAD")) {
      response.setHeader("Allow", "GET, HEAD");
      say(response, HttpServletResponse.SC_METHOD_NOT_ALLOWED, "{\"error\":\"GET or HEAD\"}");
    } else if (path.equals(live)) {
      boolean lives = health.of(Part.FORWARDER).isUsable();
      say(response, status(lives), "{\"live\":" + lives + "}");
    } else {
      readyAskedAt = System.nanoTime();
      sayWhetherReady(needed(request.getQueryString()), response);
    }
    return true;
  }

  /** Whether somebody has asked within the last minute whether this node is ready. */
  boolean isWatched() {
    return System.nanoTime() - readyAskedAt < WATCHED_NANOS;
  }

  private void sayWhetherReady(Optional<Set<Part>> needed, HttpServletResponse response)
      throws IOException {
    if (needed.isEmpty()) {
      say(
          response,
          HttpServletResponse.SC_BAD_REQUEST,
          "{\"error\":\"need is a list of cache, authority, stock\"}");
      return;
    }
    String node = state.get();
    boolean is =
        node.equals("ready") && needed.get().stream().allMatch(part -> health.of(part).isUsable());
    StringBuilder body = new StringBuilder("{\"ready\":" + is + ",\"node\":\"" + node + "\"");
    for (Part part : SHOWN) {
      body.append(",\"").append(word(part)).append("\":\"").append(word(health.of(part)));
      body.append('"');
    }
    say(response, status(is), body.append('}').toString());
  }

  /** The parts that decide; empty when the query names one that there is not. */
  private static Optional<Set<Part>> needed(@Nullable String query) {
    if (query == null || !query.startsWith(NEED)) {
      return Optional.of(USUAL);
    }
    Set<Part> needed = EnumSet.noneOf(Part.class);
    for (String name : query.substring(NEED.length()).split(",", -1)) {
      Optional<Part> part = SHOWN.stream().filter(each -> word(each).equals(name)).findFirst();
      if (part.isEmpty() && !name.isEmpty()) {
        return Optional.empty();
      }
      part.ifPresent(needed::add);
    }
    return Optional.of(needed);
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static int status(boolean well) {
    return well ? HttpServletResponse.SC_OK : HttpServletResponse.SC_SERVICE_UNAVAILABLE;
  }

  private static void say(HttpServletResponse response, int status, String json)
      throws IOException {
    byte[] body = (json + "\n").getBytes(StandardCharsets.UTF_8);
    response.setStatus(status);
    response.setHeader("Cache-Control", "no-store");
    response.setContentType("application/json");
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}
