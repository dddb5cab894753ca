package io.berth.cluster;

import io.berth.model.Node;
import io.berth.settings.Setting;
import io.berth.settings.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How this node takes part in a cluster. Long, for every setting is here with its meaning.
 *
 * @param kind where the caches are
 * @param name nodes of one name find each other
 * @param bindAddress the address the cluster's port is opened on
 * @param bindPort the cluster's TCP port; the next one used is 100 above
 * @param hosts where others are looked for
 * @param container the JNDI name of the server's cache container
 * @param user who this node is to Infinispan Server; empty for nobody
 * @param password proves it
 * @param keystore the PKCS12 file with the cluster's key and certificate; empty for no TLS
 * @param keystorePassword opens it
 * @param lease how long an announcement holds without renewal
 * @param interval how often the view is read anew
 * @param behindAfter a manager that has not applied what its home had so long ago lags
 * @param sizes how much the caches keep
 * @param members nodes that are in the view whether they announce themselves or not
 */
public record ClusterSettings(
    Kind kind,
    String name,
    String bindAddress,
    int bindPort,
    String hosts,
    String container,
    String user,
    String password,
    String keystore,
    String keystorePassword,
    Duration lease,
    Duration interval,
    Duration behindAfter,
    CacheSizes sizes,
    List<Node> members) {
  /** Where the caches are. */
  public enum Kind {
    /** In this node alone. */
    LOCAL,
    /** In the nodes, which form a JGroups cluster. */
    TCP,
    /** In the nodes, in a container that the server has. */
    JNDI,
    /** In Infinispan Servers. */
    HOTROD
  }

  public static final Setting<String> CLUSTER =
      Setting.oneOf(
          "berth.cluster",
          "local",
          List.of("local", "tcp", "jndi", "hotrod"),
          "Where the caches are: local is one node alone, tcp a JGroups cluster of the nodes, jndi a"
              + " cache container that WildFly has, hotrod a cluster of Infinispan Servers.");
  public static final Setting<String> NAME =
      Setting.parsed(
          "berth.cluster.name",
          "1 to 64 of A-Z a-z 0-9 . _ -",
          "berth",
          text -> matching("[A-Za-z0-9][A-Za-z0-9._-]{0,63}", text, "a name"),
          "Nodes of one cluster have the same name.");
  public static final Setting<String> BIND_ADDRESS =
      Setting.parsed(
          "berth.cluster.bind-address",
          "IP address or host name",
          "127.0.0.1",
          text -> matching("[A-Za-z0-9.:_-]{1,255}", text, "an IP address or host name"),
          "The address the cluster's port is opened on.");
  public static final Setting<Integer> BIND_PORT =
      Setting.count(
          "berth.cluster.bind-port",
          7800,
          1,
          65435,
          "The cluster's TCP port; the port 100 above it is opened too, to detect lost nodes.");
  public static final Setting<String> HOSTS =
      Setting.parsed(
          "berth.cluster.hosts",
          "host[port],host[port]",
          "127.0.0.1[7800]",
          ClusterSettings::readHosts,
          "Where the other nodes, or the Infinispan Servers, are looked for at start; one that is up"
              + " is enough.");
  public static final Setting<String> CONTAINER =
      Setting.parsed(
          "berth.cluster.container",
          "a JNDI name below java:",
          "java:jboss/infinispan/container/berth",
          text -> matching("java:[A-Za-z0-9/._-]{1,200}", text, "a JNDI name below java:"),
          "With jndi: the server's cache container. The application must refer to it, or WildFly"
              + " does not start it.");
  public static final Setting<String> USER =
      Setting.text(
          "berth.cluster.user",
          "",
          "Who this node is to the Infinispan Servers; empty for nobody.");
  public static final Setting<String> PASSWORD =
      Setting.text(
          "berth.cluster.password",
          "",
          "What this node proves that with to the Infinispan Servers.");
  public static final Setting<String> KEYSTORE =
      Setting.text(
          "berth.cluster.keystore",
          "",
          "A PKCS12 file with the key and certificate that all nodes of the cluster have: only who"
              + " holds it gets in, over TLS. With hotrod, what the servers are recognised by."
              + " 'open' says that the network is protected otherwise.");
  public static final Setting<String> KEYSTORE_PASSWORD =
      Setting.text(
          "berth.cluster.keystore.password",
          "",
          "Opens the cluster's key store and the key in it.");
  public static final Setting<Duration> LEASE =
      Setting.millis(
          "berth.cluster.lease",
          10_000,
          300,
          600_000,
          "How long a node's announcement holds without renewal; it is renewed at a third of it.");
  public static final Setting<Duration> INTERVAL =
      Setting.millis(
          "berth.cluster.interval",
          100,
          10,
          10_000,
          "How often the view of the cluster is renewed.");
  public static final Setting<Duration> BEHIND_AFTER =
      Setting.millis(
          "berth.replication.behind-after",
          30_000,
          100,
          86_400_000,
          "A manager that has not applied what its home's log held this long ago lags.");
  public static final Setting<List<Node>> MEMBERS =
      Setting.parsed(
          "berth.members",
          "manager/node=http://host:port,...",
          "",
          StaticMembers::parse,
          "Nodes that are in the view even if they are not in this node's cluster.");

  public static final List<Setting<?>> ALL =
      List.of(
          CLUSTER,
          NAME,
          BIND_ADDRESS,
          BIND_PORT,
          HOSTS,
          CONTAINER,
          USER,
          PASSWORD,
          KEYSTORE,
          KEYSTORE_PASSWORD,
          LEASE,
          INTERVAL,
          BEHIND_AFTER,
          CacheSizes.COPIES,
          CacheSizes.MAX_COUNT,
          CacheSizes.MAX_SESSIONS,
          CacheSizes.NEAR_COUNT,
          MEMBERS);

  private static final String OPEN = "open";
  private static final Pattern LOOPBACK = Pattern.compile("127\\..*|::1|localhost");

  /** Reads the settings of this room; problems are noted in {@code settings}. */
  public static ClusterSettings read(Settings settings) {
    String address = settings.get(BIND_ADDRESS);
    int port = settings.get(BIND_PORT);
    return new ClusterSettings(
        kind(settings),
        settings.get(NAME),
        address,
        port,
        settings.isSet(HOSTS) ? settings.get(HOSTS) : address + "[" + port + "]",
        settings.get(CONTAINER),
        settings.get(USER),
        settings.get(PASSWORD),
        keystore(settings, address),
        settings.get(KEYSTORE_PASSWORD),
        settings.get(LEASE),
        settings.get(INTERVAL),
        settings.get(BEHIND_AFTER),
        CacheSizes.read(settings),
        settings.get(MEMBERS));
  }

  private static Kind kind(Settings settings) {
    return Kind.valueOf(settings.get(CLUSTER).toUpperCase(Locale.ROOT));
  }

  /** A port that others can reach takes no member for granted. */
  private static String keystore(Settings settings, String address) {
    String keystore = settings.get(KEYSTORE);
    if (kind(settings) == Kind.TCP && keystore.isEmpty() && !LOOPBACK.matcher(address).matches()) {
      settings.problem(
          KEYSTORE.name()
              + " is not set, and "
              + BIND_ADDRESS.name()
              + " = "
              + address
              + " can be reached from outside: "
              + KEYSTORE.meaning());
    }
    return keystore.equals(OPEN) ? "" : keystore;
  }

  /** Whether the nodes keep the caches between them. */
  boolean clustered() {
    return kind == Kind.TCP;
  }

  /** How members prove that they are members; empty when the network is trusted. */
  Optional<ClusterTls> tls() {
    return keystore.isEmpty()
        ? Optional.empty()
        : Optional.of(new ClusterTls(Path.of(keystore), keystorePassword));
  }

  private static String readHosts(String text) {
    return matching(
        "[A-Za-z0-9.:_-]+\\[\\d{1,5}](,[A-Za-z0-9.:_-]+\\[\\d{1,5}])*",
        text.replace(" ", ""),
        "host[port],host[port]");
  }

  private static String matching(String pattern, String text, String what) {
    if (!text.matches(pattern)) {
      throw new IllegalArgumentException("expected " + what);
    }
    return text;
  }

  /** Without the passwords. */
  @Override
  public String toString() {
    return switch (kind) {
      case LOCAL -> "berth.cluster = local";
      case TCP ->
          "berth.cluster = tcp, "
              + name
              + " on "
              + bindAddress
              + ":"
              + bindPort
              + ", looking for "
              + hosts;
      case JNDI -> "berth.cluster = jndi, container " + container;
      case HOTROD -> "berth.cluster = hotrod, servers " + hosts;
    };
  }
}
