package io.berth.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.berth.cluster.Caches;
import io.berth.cluster.Fixtures;
import io.berth.identifier.Identifier;
import io.berth.identifier.RefusalCounts;
import io.berth.identifier.Sealer;
import io.berth.identifier.TokenIssuer;
import io.berth.identifier.TokenSettings;
import io.berth.mapping.MappingCache;
import io.berth.model.Association;
import io.berth.model.ConsumerId;
import io.berth.model.LogPoint;
import io.berth.model.Node;
import io.berth.model.NodeState;
import io.berth.model.Position;
import io.berth.model.ResourceManager;
import io.berth.model.Route;
import io.berth.model.Scope;
import io.berth.model.Verdict;
import io.berth.model.View;
import io.berth.model.Watermark;
import io.berth.router.Arrival;
import io.berth.router.Behind;
import io.berth.router.Router;
import io.berth.router.Writes;
import io.berth.settings.Settings;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Reads held against a model: consumers write and read at random nodes, while copies of the mapping
 * are late, lost or cut off, the authority goes and comes, and logs are applied whenever they are.
 */
class SessionModelTest {
  private static final int STEPS = 60_000;
  private static final int CONSUMERS = 12;
  private static final int CLIENTS = 36;
  private static final List<ResourceManager> MANAGERS =
      List.of(
          new ResourceManager("rm-a", "", 1),
          new ResourceManager("rm-b", "", 1),
          new ResourceManager("rm-c", "", 1));
  private static final TokenSettings SETTINGS =
      TokenSettings.read(
          Settings.of(Map.of("berth.keys", "development", "berth.cookie.secure", "false")));

  private final Sealer sealer = new Sealer(SETTINGS.keys(), new SecureRandom());
  private final TokenIssuer issuer = new TokenIssuer(SETTINGS, sealer, Clock.systemUTC());
  private final Router router = new Router(Writes.HOME, new Scope.All(), Behind.HOME, Map.of());
  private final Map<ConsumerId, Association> authority = new ConcurrentHashMap<>();
  private final Map<String, List<ConsumerId>> logs = new HashMap<>();

  /** How many writes of anybody have been acknowledged to somebody. */
  private final Map<ConsumerId, Integer> acknowledged = new HashMap<>();

  /** How many writes of a consumer the home's log holds up to an offset. */
  private final List<Place> places = new ArrayList<>();

  private final List<Client> clients = new ArrayList<>();
  private int reads;
  private int writes;
  private int forwarded;
  private int refused;

  /** One node of a manager: its store, its copy of the mapping, and what it sees of the others. */
  private final class Place {
    final ResourceManager manager;
    final Caches caches = Fixtures.local();
    final MappingCache mapping = Fixtures.mapping(caches);
    final Identifier identifier =
        new Identifier(
            SETTINGS, sealer, mapping, new Scope.All(), Clock.systemUTC(), new RefusalCounts());
    final Map<String, Integer> applied = new HashMap<>();
    final Map<ConsumerId, Integer> store = new HashMap<>();
    final Deque<Association> late = new ArrayDeque<>();
    boolean cutOff;
    volatile boolean authorityIsGone;
    View view;

    Place(ResourceManager manager) {
      this.manager = manager;
      this.view = seen(List.of());
      mapping.readThrough(
          consumer -> {
            if (authorityIsGone) {
              throw new IllegalStateException("planted: no authority");
            }
            return Optional.ofNullable(authority.get(consumer));
          });
    }

    View seen(List<Watermark> marks) {
      List<Node> nodes = new ArrayList<>();
      for (ResourceManager each : MANAGERS) {
        URI address = URI.create("http://" + each.name() + ":1");
        nodes.add(new Node("node-" + each.name(), each.name(), address, NodeState.READY));
      }
      return new View("node-" + manager.name(), manager, MANAGERS, nodes, marks);
    }

    void hear(Association association) {
      if (cutOff) {
        late.add(association);
      } else {
        mapping.publish(association);
      }
    }

    boolean isUpToDate() {
      return !cutOff && !authorityIsGone;
    }
  }

  /** A browser: one cookie, and what it has been shown and told. */
  private static final class Client {
    final ConsumerId consumer;
    String token;
    int ownWrites;
    long version;

    Client(ConsumerId consumer, String token) {
      this.consumer = consumer;
      this.token = token;
    }
  }

  @AfterEach
  void stop() {
    for (Place place : places) {
      place.mapping.close();
      place.caches.close();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {3, 5, 29})
  void whoWroteSeesItAndVersionsNeverGoBack(long seed) {
    Random random = new Random(seed);
    for (ResourceManager manager : MANAGERS) {
      logs.put(manager.name(), new ArrayList<>());
      places.add(new Place(manager));
    }
    for (int i = 0; i < CONSUMERS; i++) {
      signUp(ConsumerId.of("c" + i), MANAGERS.get(i % 3).name(), i % 2 == 0);
    }
    for (int i = 0; i < CLIENTS; i++) {
      ConsumerId consumer = ConsumerId.of("c" + i % CONSUMERS);
      clients.add(new Client(consumer, issuer.token(known(consumer))));
    }
    for (int i = 0; i < STEPS; i++) {
      step(random);
    }
    System.out.println(
        "sessions, seed "
            + seed
            + ": "
            + reads
            + " reads, "
            + writes
            + " writes, "
            + forwarded
            + " forwarded, "
            + refused
            + " not answered; P1, P3 and M2 held each time");
    assertThat(reads).isGreaterThan(5_000);
    assertThat(writes).isGreaterThan(1_000);
    assertThat(forwarded).isGreaterThan(5_000);
    assertThat(refused).isLessThan(reads / 2);
  }

  private Association known(ConsumerId consumer) {
    return authority.getOrDefault(
        consumer,
        new Association(consumer, "nowhere", List.of(), 1, 1, Position.UNKNOWN, Set.of(), false));
  }

  private Place at(String manager) {
    return places.stream()
        .filter(each -> each.manager.name().equals(manager))
        .findFirst()
        .orElseThrow();
  }

  private void signUp(ConsumerId consumer, String home, boolean byLog) {
    acknowledged.put(consumer, 0);
    places.forEach(place -> place.store.put(consumer, 0));
    commit(consumer, home, 1, byLog);
  }

  /** Proven by the log, or by acknowledging; the position is taken after the write. */
  private void commit(ConsumerId consumer, String home, long version, boolean byLog) {
    Position position =
        byLog ? Position.of("db", new LogPoint(1, log(home).size())) : Position.UNKNOWN;
    Association record =
        new Association(consumer, home, List.of(), version, 1, position, Set.of(), false);
    authority.put(consumer, record);
    places.forEach(place -> place.hear(record));
  }

  private List<ConsumerId> log(String home) {
    return logs.getOrDefault(home, List.of());
  }

  private void step(Random random) {
    Place place = places.get(random.nextInt(places.size()));
    switch (random.nextInt(20)) {
      case 0, 1, 2 -> apply(place, MANAGERS.get(random.nextInt(3)).name(), random.nextInt(8));
      case 3, 4 -> place.view = place.seen(marks());
      case 5 -> {
        place.cutOff = random.nextInt(3) == 0;
        while (!place.cutOff && !place.late.isEmpty()) {
          place.mapping.publish(place.late.remove());
        }
      }
      case 6 -> place.authorityIsGone = random.nextInt(3) == 0;
      case 7 -> place.mapping.evict(ConsumerId.of("c" + random.nextInt(CONSUMERS)));
      default -> {
        Client client = clients.get(random.nextInt(CLIENTS));
        ask(client, place, new Arrival(random.nextInt(6) > 0, false, random.nextInt(100)));
      }
    }
  }

  /** A manager applies some of a home's log, and acknowledges what it has by then. */
  private void apply(Place place, String home, int count) {
    if (place.manager.name().equals(home)) {
      return;
    }
    List<ConsumerId> log = log(home);
    int from = place.applied.getOrDefault(home, 0);
    int to = Math.min(log.size(), from + count);
    for (ConsumerId each : log.subList(from, to)) {
      place.store.merge(each, 1, Integer::sum);
    }
    place.applied.put(home, to);
    for (Association each : List.copyOf(authority.values())) {
      boolean all = to == log.size() && each.home().equals(home) && each.position().isUnknown();
      Association record = each.acknowledged(place.manager.name(), each.version());
      if (all && !record.equals(each)) {
        authority.put(each.consumer(), record);
        places.forEach(other -> other.hear(record));
      }
    }
  }

  private List<Watermark> marks() {
    List<Watermark> marks = new ArrayList<>();
    for (Place place : places) {
      place.applied.forEach(
          (home, to) ->
              marks.add(
                  new Watermark(
                      place.manager.name(), home, Position.of("db", new LogPoint(1, to)))));
    }
    return marks;
  }

  private void ask(Client client, Place place, Arrival arrival) {
    HttpServletRequest request = request(client.token);
    Verdict verdict = place.identifier.identify(request, place.view);
    assertThat(verdict).isNotInstanceOf(Verdict.Anonymous.class);
    Route route = router.route(verdict, arrival, place.view);
    if (route instanceof Route.Forward forward) {
      forwarded++;
      assertThat(arrival.fromNode()).isFalse();
      ask(client, at(forward.node().manager()), new Arrival(arrival.safe(), true, arrival.turn()));
    } else if (route instanceof Route.Local) {
      answer(client, place, request, verdict.known().orElseThrow(), arrival.safe());
    } else {
      refused++;
    }
  }

  private void answer(
      Client client, Place place, HttpServletRequest request, Association record, boolean safe) {
    assertThat(record.version()).as("M2").isGreaterThanOrEqualTo(client.version);
    client.version = record.version();
    if (place.identifier.isOutdated(request, record)) {
      client.token = issuer.token(record);
    }
    if (safe) {
      reads++;
      int shown = place.store.getOrDefault(client.consumer, 0);
      assertThat(shown).as("P1").isGreaterThanOrEqualTo(client.ownWrites);
      if (place.isUpToDate()) {
        int all = acknowledged.getOrDefault(client.consumer, 0);
        assertThat(shown).as("P3").isGreaterThanOrEqualTo(all);
      }
    } else if (!place.authorityIsGone) {
      writes++;
      write(client, place);
    }
  }

  private void write(Client client, Place home) {
    Association before = known(client.consumer);
    assertThat(home.manager.name()).isEqualTo(before.home());
    logs.getOrDefault(before.home(), new ArrayList<>()).add(client.consumer);
    int value = home.store.merge(client.consumer, 1, Integer::sum);
    commit(client.consumer, before.home(), before.version() + 1, !before.position().isUnknown());
    Association raised = known(client.consumer);
    client.token = issuer.token(raised);
    client.version = raised.version();
    client.ownWrites = value;
    acknowledged.put(client.consumer, value);
  }

  private static HttpServletRequest request(String token) {
    String cookie = "berth=" + token;
    return (HttpServletRequest)
        Proxy.newProxyInstance(
            SessionModelTest.class.getClassLoader(),
            new Class<?>[] {HttpServletRequest.class},
            (proxy, method, arguments) -> {
              boolean asked = "Cookie".equals(arguments[0]);
              return method.getName().equals("getHeaders")
                  ? Collections.enumeration(asked ? List.of(cookie) : List.of())
                  : asked ? cookie : null;
            });
  }
}
