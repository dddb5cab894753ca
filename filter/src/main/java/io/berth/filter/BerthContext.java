package io.berth.filter;

import io.berth.cluster.Caches;
import io.berth.cluster.ClusterView;
import io.berth.forward.Elsewhere;
import io.berth.forward.Forwarder;
import io.berth.forward.NodeStatistics;
import io.berth.forward.Outcome;
import io.berth.identifier.BalancerHint;
import io.berth.identifier.Identifier;
import io.berth.identifier.RefusalCounts;
import io.berth.identifier.Sealer;
import io.berth.identifier.Signer;
import io.berth.identifier.TokenIssuer;
import io.berth.identifier.TokenSettings;
import io.berth.jmx.Beans;
import io.berth.jmx.Notices;
import io.berth.mapping.MappingCache;
import io.berth.model.Association;
import io.berth.model.ConsumerId;
import io.berth.model.Node;
import io.berth.model.NodeState;
import io.berth.model.ResourceManager;
import io.berth.packet.Sites;
import io.berth.router.Router;
import io.berth.settings.Settings;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Berth in one web application: everything that lives from its start to its end. The control plane
 * ({@code berth-cdi}) reaches the data plane through it. Thread-safe.
 *
 * <p>It is long because every room of this application is made, named and ended in this one place.
 */
public final class BerthContext implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(BerthContext.class);
  private static final String ATTRIBUTE = BerthContext.class.getName();

  private static final Duration SUSPICION = Duration.ofSeconds(1);

  private final Settings sources;
  private final FilterSettings settings;
  private final TokenSettings tokens;
  private final BalancerHint hint;
  private final RoutingWarnings warnings;
  private final Caches caches;
  private final MappingCache mapping;
  private final ClusterView cluster;
  private final RefusalCounts refusals = new RefusalCounts();
  private final RouteCounts routes = new RouteCounts();
  private final LongAdder renewals = new LongAdder();
  private final Raising raising = new Raising();
  private final Links links;
  private final Sealer sealer;
  private final Identifier identifier;
  private final TokenIssuer issuer;
  private final Hop hop;
  private final Packets packets;
  private final Sites sites;
  private final OwnPaths ownPaths;
  private final MappingKeeper keeper;
  private final Router router;
  private final Forwarder forwarder;
  private final Beans beans;
  private final Readiness readiness;
  private final Operations operations;
  private volatile Consumer<HttpServletRequest> farewell = request -> {};

  private BerthContext(Settings sources) {
    this.sources = sources;
    Configuration read = Configuration.read(sources);
    this.settings = read.filter();
    this.tokens = read.tokens();
    this.hint = read.hint();
    this.warnings = new RoutingWarnings(self().name());
    if (tokens.keys().isDevelopment()) {
      warnings.developmentKey();
    }

    Clock clock = Clock.systemUTC();
    SecureRandom random = new SecureRandom();
    this.sealer = new Sealer(tokens.keys(), random);
    this.links = new Links(this, tokens.linkParameter());
    this.caches = Caches.start(read.cluster(), self().name());
    try {
      this.mapping =
          new MappingCache(
              caches.associations(), caches.sessions(), read.mapping(), System::nanoTime);
      this.cluster =
          ClusterView.join(caches, self(), settings.manager(), read.cluster(), System::nanoTime);
      this.identifier = new Identifier(tokens, sealer, mapping, settings.scope(), clock, refusals);
      this.issuer = new TokenIssuer(tokens, sealer, clock);
      long run = random.nextLong();
      this.hop = new Hop(sealer, clock, run, self().name());
      this.packets = new Packets(sealer, clock);
      this.sites =
          new Sites(
              read.packets(),
              read.cluster().lease(),
              new Signer(sealer::keys),
              mapping,
              cluster,
              clock,
              System::nanoTime,
              run);
      this.ownPaths = new OwnPaths(read.packets().path(), sites);
      this.keeper =
          new MappingKeeper(
              mapping.audit(),
              read.mapping(),
              read.cluster().sizes().maxCount() == 0,
              this::isRegistered);
      this.router =
          new Router(settings.writes(), settings.scope(), settings.behind(), settings.contexts());
      this.forwarder = new Forwarder(read.forward(), this::forwarded);
    } catch (RuntimeException | LinkageError e) {
      caches.close();
      throw e;
    }
    this.beans = new Beans(self().name());
    this.operations = new Operations(this, read.operating(), self().name());
    this.readiness =
        new Readiness(self().address(), sites::haveAnswered, mapping::check, operations::opened);
  }

  /**
   * The context of a web application, started by whoever asks first: the filter, its listener or
   * the control plane.
   */
  public static BerthContext of(ServletContext application) {
    synchronized (application) {
      if (application.getAttribute(ATTRIBUTE) instanceof BerthContext started) {
        return started;
      }
      BerthContext berth = start(Settings.of(application::getInitParameter));
      application.setAttribute(ATTRIBUTE, berth);
      return berth;
    }
  }

  /** Started without a servlet container: for tests and for allocation nodes of their own. */
  public static BerthContext start(Settings settings) {
    BerthContext berth = new BerthContext(settings);
    berth.beans.register("Router", new RouterBean(berth));
    berth.beans.register("Tokens", new TokensBean(berth));
    berth.beans.register(
        "TokensControl", new TokensControl(berth.sealer, berth.tokens.keyFile(), System::nanoTime));
    Observation observation = new Observation(berth, berth.notices());
    berth.beans.register("Node", new NodeBean(berth, observation, berth.notices()));
    berth.beans.register("NodeControl", new NodeControl(berth));
    berth.beans.register("Mapping", new MappingBean(berth.mapping));
    berth.beans.register("Packets", new PacketsBean(berth.sites));
    berth.operations.watch(berth.mapping, berth.forwarder, observation);
    return berth;
  }

  /** Ends the context of a web application, if it was started. */
  static void end(ServletContext application) {
    synchronized (application) {
      if (application.getAttribute(ATTRIBUTE) instanceof BerthContext started) {
        application.removeAttribute(ATTRIBUTE);
        started.close();
        Caches.leave(application.getClassLoader());
      }
    }
  }

  /**
   * Tells the others to send requests here as soon as this node knows what they know and its own
   * address answers, and hears from now on when the server is about to stop.
   */
  void ready(ServletContext application) {
    LOG.infof(
        "node %s of manager %s starts, routing %s",
        self().name(), self().manager(), isRouting() ? "on" : "off");
    operations.listen(application);
    sites.start();
    keeper.start();
    readiness.start(new SelfTest(self().address(), application.getContextPath(), hop::seal));
  }

  /**
   * A node that refuses connections is not chosen for a while; the others' data does not depend on
   * it.
   */
  private void forwarded(Node target, Outcome outcome) {
    if (outcome == Outcome.UNREACHABLE) {
      cluster.suspect(target, SUSPICION);
    }
  }

  /**
   * Has something done on the request's own thread just before the request is forwarded and lost to
   * the application. One at most; the newest counts.
   */
  public void beforeForward(Consumer<HttpServletRequest> something) {
    farewell = something;
  }

  /**
   * Says how a consumer's version goes up after a write at its home: the control plane does, for it
   * has the authority. What it throws is logged; the write has happened.
   */
  public void afterWrite(Function<ConsumerId, Association> raise) {
    raising.by(raise);
  }

  /** The record at its new version; empty when it could not be raised. */
  Optional<Association> raise(ConsumerId consumer) {
    return raising.raise(consumer);
  }

  boolean readsItsWrites() {
    return settings.readYourWrites();
  }

  /** A response has renewed an outdated token of its client. */
  void renewed() {
    renewals.increment();
  }

  long renewals() {
    return renewals.sum();
  }

  /**
   * The address with a token in it, by which another device is known as this consumer's for {@code
   * berth.link.lifetime}; it signs nobody in.
   *
   * @throws IllegalStateException when {@code berth.link.parameter} is empty
   */
  public String link(String address, Association association) {
    String parameter = tokens.linkParameter();
    if (parameter.isEmpty()) {
      throw new IllegalStateException(TokenSettings.LINK_PARAMETER.name() + " is empty");
    }
    return Links.with(address, parameter, issuer.link(association));
  }

  void forward(
      HttpServletRequest request, HttpServletResponse response, Node target, Elsewhere elsewhere) {
    farewell.accept(request);
    forwarder.forward(request, response, target, Map.of(Hop.HEADER, hop.seal()), elsewhere);
  }

  /** Ends event streams and WebSockets that pass through here, so that they come back elsewhere. */
  void handOver() {
    forwarder.handOver();
  }

  /** Requests that the application, or another node for it, is answering at this moment. */
  int underWay() {
    return operations.inFlight().count() + forwarder.underWay();
  }

  Operations operations() {
    return operations;
  }

  /** Whoever listens to the Node bean is told by this. */
  public Notices notices() {
    return operations.notices();
  }

  /** How the nodes are that this one forwards to. */
  List<NodeStatistics> backends() {
    return forwarder.statistics();
  }

  /** What this node lives on, for readiness; other rooms add what they know. */
  public Health health() {
    return operations.health();
  }

  /**
   * Whether this node is about to leave: an application that holds event streams or WebSockets of
   * its own ends them then, for their clients to come back elsewhere.
   */
  public boolean isDraining() {
    return operations.drain().isDraining();
  }

  /**
   * Keeps a drained node from counting as such until {@code done}, or until its patience runs out.
   * Asked often, on a thread of its own.
   */
  public void beforeLeaving(BooleanSupplier done) {
    operations.drain().waitFor(done);
  }

  NodeState state() {
    return operations.state();
  }

  /** The sources that this context was started from, for the settings of other rooms. */
  public Settings settings() {
    return sources;
  }

  /** The copy of the authority that every request reads. */
  public MappingCache mapping() {
    return mapping;
  }

  /** Who is there, from memory. */
  public ClusterView cluster() {
    return cluster;
  }

  /** This node, as it was configured. */
  public Node self() {
    return settings.self();
  }

  /** The manager this node belongs to. */
  public ResourceManager manager() {
    return settings.manager();
  }

  /** Whether every manager that the consumer may be routed to is proven to hold its data. */
  public boolean isRegistered(Association association) {
    return cluster.current().isProvenEverywhere(association, settings.scope());
  }

  /** Where further MXBeans of this web application are registered. */
  public Beans beans() {
    return beans;
  }

  /** Whether this node sends requests to others at all: {@code berth.enabled}. */
  public boolean isRouting() {
    return settings.enabled();
  }

  boolean isRouted(String path) {
    return settings.isRouted(path);
  }

  WriteMarks marks() {
    return settings.marks();
  }

  Links links() {
    return links;
  }

  TokenSettings tokens() {
    return tokens;
  }

  Sealer sealer() {
    return sealer;
  }

  boolean tracksSessions() {
    return !tokens.sessionCookie().isEmpty();
  }

  Identifier identifier() {
    return identifier;
  }

  TokenIssuer issuer() {
    return issuer;
  }

  BalancerHint hint() {
    return hint;
  }

  Hop hop() {
    return hop;
  }

  Packets packets() {
    return packets;
  }

  Caches caches() {
    return caches;
  }

  Sites sites() {
    return sites;
  }

  OwnPaths ownPaths() {
    return ownPaths;
  }

  Router router() {
    return router;
  }

  RoutingWarnings warnings() {
    return warnings;
  }

  RouteCounts routes() {
    return routes;
  }

  RefusalCounts refusals() {
    return refusals;
  }

  @Override
  public void close() {
    operations.close();
    readiness.close();
    beans.close();
    forwarder.close();
    keeper.close();
    cluster.close();
    sites.close();
    mapping.close();
    caches.close();
  }
}
