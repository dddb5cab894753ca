package io.berth.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.infinispan.client.hotrod.RemoteCache;
import org.infinispan.client.hotrod.RemoteCacheManager;
import org.infinispan.client.hotrod.configuration.ConfigurationBuilder;
import org.infinispan.client.hotrod.configuration.NearCacheMode;

/**
 * Caches in a cluster of Infinispan Servers, asked over Hot Rod. Mappings are remembered near until
 * a server says that they changed; nodes are alive for as long as their lease runs, since the
 * servers do not know who of their clients died.
 */
final class RemoteCaches extends Caches {
  private static final String DEFINITIONS = "berth-caches/%s.xml";
  private static final int CONNECT_MILLIS = 1_000;
  private static final int SOCKET_MILLIS = 2_000;

  private final RemoteCacheManager servers;
  private final BackOff looks = new BackOff(System::nanoTime);

  private RemoteCaches(RemoteCacheManager servers) {
    super(
        cache(servers, CacheShapes.CLUSTER),
        cache(servers, CacheShapes.MAPPING),
        cache(servers, CacheShapes.SESSIONS));
    this.servers = servers;
  }

  /**
   * @throws IllegalStateException when no server answers, or a cache is missing there and this user
   *     may not make it
   */
  static RemoteCaches open(ClusterSettings settings) {
    RemoteCacheManager servers = new RemoteCacheManager(client(settings).build(), false);
    try {
      servers.start();
      return new RemoteCaches(servers);
    } catch (RuntimeException e) {
      servers.stop();
      throw new IllegalStateException(
          "the caches were not found; " + settings + "; see berth.cluster.hosts", e);
    }
  }

  private static ConfigurationBuilder client(ClusterSettings settings) {
    ConfigurationBuilder client = new ConfigurationBuilder();
    client
        .addServers(settings.hosts().replace(',', ';').replace('[', ':').replace("]", ""))
        .connectionTimeout(CONNECT_MILLIS)
        .socketTimeout(SOCKET_MILLIS)
        .maxRetries(1)
        .addContextInitializer(BerthSchema.INITIALIZER);
    if (!settings.user().isEmpty()) {
      client.security().authentication().username(settings.user()).password(settings.password());
    }
    settings.tls().ifPresent(tls -> secure(client, tls));
    define(client, settings);
    return client;
  }

  /**
   * The key store says who is a server, whatever its name: the client would hold all servers of a
   * list against one name.
   */
  private static void secure(ConfigurationBuilder client, ClusterTls tls) {
    client
        .security()
        .ssl()
        .enable()
        .hostnameValidation(false)
        .protocol("TLSv1.3")
        .trustStoreType("pkcs12")
        .trustStoreFileName(tls.keystore().toString())
        .trustStorePassword(tls.password().toCharArray());
  }

  /**
   * The board is asked for what was there before: without it a name taken by another node would
   * read as free. The mapping is not, since a near cache that is asked so fails in 16.0.5.
   */
  private static void define(ConfigurationBuilder client, ClusterSettings settings) {
    for (String cache : CacheShapes.ALL) {
      client.remoteCache(cache).configuration(definition(cache));
    }
    client.remoteCache(CacheShapes.CLUSTER).forceReturnValues(true);
    if (settings.sizes().nearCount() > 0) {
      client
          .remoteCache(CacheShapes.MAPPING)
          .nearCacheMode(NearCacheMode.INVALIDATED)
          .nearCacheMaxEntries(settings.sizes().nearCount());
    }
  }

  static String definition(String cache) {
    String file = DEFINITIONS.formatted(cache);
    try (InputStream definition =
        Objects.requireNonNull(RemoteCaches.class.getResourceAsStream(file), file)) {
      return new String(definition.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(file, e);
    }
  }

  private static <V> RemoteCache<String, V> cache(RemoteCacheManager servers, String name) {
    RemoteCache<String, V> cache = servers.getCache(name);
    if (cache == null) {
      throw new IllegalStateException("there is no cache " + name + " on the servers");
    }
    return cache;
  }

  /**
   * A look at all of a board that is refused makes the client throw on threads of its own, and say
   * so at length. One entry that is refused does not.
   */
  @Override
  Collection<Announcement> announcements() {
    return looks.ask(super::announcements, () -> board().get(""));
  }

  @Override
  String self() {
    return "";
  }

  @Override
  Optional<Set<String>> members() {
    return Optional.empty();
  }

  @Override
  public void close() {
    servers.stop();
  }
}
