package io.berth.sample.bench.micro;

import io.berth.identifier.Identifier;
import io.berth.identifier.KeyRing;
import io.berth.identifier.RefusalCounts;
import io.berth.identifier.Sealer;
import io.berth.identifier.TokenIssuer;
import io.berth.identifier.TokenSettings;
import io.berth.model.Association;
import io.berth.model.Route;
import io.berth.model.Scope;
import io.berth.model.View;
import io.berth.router.Arrival;
import io.berth.router.Router;
import io.berth.router.Writes;
import io.berth.sample.bench.Consumers;
import io.berth.settings.Settings;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Verdict and route of consumers whose tokens were opened before, against a bare read of the same
 * keys. The consumers are scattered over all that the cache knows.
 */
@State(org.openjdk.jmh.annotations.Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class VerdictBenchmark {
  private static final int ASKING = 512;
  private static final long SEED = 20261101;

  @Param("1000000")
  private long mappings;

  private final List<String> keys = new ArrayList<>();
  private final List<CookieRequest> requests = new ArrayList<>();
  private final View proven = Fleet.view(Long.MAX_VALUE);
  private final View unproven = Fleet.view(0);
  private final Router router = new Router(Writes.HOME, new Scope.All(), Map.of());
  private final Local local = Local.open();
  private final Identifier identifier = identifier();
  private int turn;

  private Identifier identifier() {
    TokenSettings settings = TokenSettings.read(Settings.of(Consumers.TOKENS));
    Sealer sealer = new Sealer(KeyRing.parse(KeyRing.DEVELOPMENT), new SecureRandom());
    return new Identifier(
        settings, sealer, local.mapping(), new Scope.All(), Clock.systemUTC(), new RefusalCounts());
  }

  /** Fills the cache and chooses who asks. */
  @Setup
  public void fill() {
    for (long number = 1; number <= mappings; number++) {
      local.mapping().publish(Fleet.association(Fleet.id(number), number));
    }
    TokenIssuer issuer = Consumers.issuer();
    new Random(SEED).longs(ASKING, 1, mappings + 1).forEach(number -> add(issuer, number));
    new OpenedOnly(identifier, proven).retain(keys, requests);
    requests.replaceAll(CookieRequest::again);
  }

  private void add(TokenIssuer issuer, long number) {
    Association association = Fleet.association(Fleet.id(number), number);
    keys.add(Fleet.id(number));
    requests.add(new CookieRequest("route=b; berth=" + issuer.token(association)));
  }

  @TearDown
  public void close() {
    local.close();
  }

  private int next() {
    turn = turn + 1 < keys.size() ? turn + 1 : 0;
    return turn;
  }

  /** The limit. */
  @Benchmark
  public @Nullable Association get() {
    return local.caches().associations().get(keys.get(next()));
  }

  /** Proven everywhere: stays here. */
  @Benchmark
  public Route registered() {
    return route(proven);
  }

  /** Not yet proven: goes home. */
  @Benchmark
  public Route registering() {
    return route(unproven);
  }

  private Route route(View view) {
    int who = next();
    return router.route(
        identifier.identify(requests.get(who), view), new Arrival(true, false, who), view);
  }
}
