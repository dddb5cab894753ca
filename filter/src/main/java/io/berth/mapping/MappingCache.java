package io.berth.mapping;

import io.berth.model.Association;
import io.berth.model.ConsumerId;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.infinispan.commons.api.BasicCache;
import org.jboss.logging.Logger;

/**
 * The copy of the authority that every request reads. An older version never overwrites a newer
 * one.
 *
 * <p>Thread-safe. A hit is one {@code get} of the cache underneath.
 */
public final class MappingCache implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(MappingCache.class);

  /** Any consumer will do. */
  private static final ConsumerId CHECKED = ConsumerId.of("self-test");

  private final NewestRecords records;
  private final BasicCache<String, String> sessions;
  private final long sessionMillis;
  private final MappingCounters counters = new MappingCounters();
  private final LoaderThreads threads;
  private final AuthorityLoads loads;
  private final UnknownConsumers unknown;
  private final MappingAudit audited;
  private final CacheFailures failures;
  private volatile Consumer<Association> listener = published -> {};

  /**
   * @param associations consumer id to association
   * @param sessions digest of a session id to consumer id
   * @param nanos a clock that only goes forward, in nanoseconds: {@code System::nanoTime}
   */
  public MappingCache(
      BasicCache<String, Association> associations,
      BasicCache<String, String> sessions,
      MappingSettings settings,
      LongSupplier nanos) {
    this.records = new NewestRecords(associations, counters);
    this.sessions = sessions;
    this.sessionMillis = settings.sessionLifespan().toMillis();
    this.failures = new CacheFailures(counters, nanos);
    this.unknown = new UnknownConsumers(settings.unknownFor(), nanos);
    this.threads = new LoaderThreads(settings.loaders());
    this.loads =
        new AuthorityLoads(
            threads, settings.timeout(), this::merge, counters.loads, new OncePerMinute(nanos));
    this.audited = new MappingAudit(records, new OncePerMinute(nanos));
  }

  /**
   * The newest record known of a consumer; asks the authority on a miss, once per consumer however
   * many ask.
   */
  public Lookup find(ConsumerId consumer) {
    return find(consumer, 0);
  }

  /**
   * The same for a caller that has proof of a newer record, a token for example: an older copy is
   * not taken for the truth. What is found all the same is older than the proof only when the
   * authority itself has nothing newer.
   *
   * @param atLeast the version that is known to exist
   */
  public Lookup find(ConsumerId consumer, long atLeast) {
    Association known;
    try {
      known = records.get(consumer);
    } catch (RuntimeException e) {
      failures.onRead(e);
      return withoutCache(consumer, atLeast, e);
    }
    if (known == null) {
      return onMiss(consumer, atLeast);
    }
    if (known.version() < atLeast) {
      return onOutdated(consumer, atLeast);
    }
    counters.hits.increment();
    return new Lookup.Found(known);
  }

  /**
   * Whether the cache still has that very record, for those who remember what followed from it;
   * {@link #find} has to be asked otherwise. Leaves nothing for the collector.
   *
   * @param consumer its id; with the very string that the record has, no characters are compared
   */
  public boolean isStill(Association record, String consumer) {
    try {
      boolean same = records.get(consumer) == record;
      if (same) {
        counters.hits.increment();
      }
      return same;
    } catch (RuntimeException e) {
      LOG.debugf(e, "the cache fails; asking it again says so to whoever looks after it");
      return false;
    }
  }

  private Lookup onMiss(ConsumerId consumer, long atLeast) {
    counters.misses.increment();
    if (unknown.contains(consumer)) {
      return counters.count(new Lookup.Unknown());
    }
    Lookup outcome = ask(consumer, atLeast);
    if (outcome instanceof Lookup.Unknown) {
      unknown.add(consumer);
    }
    return counters.count(outcome);
  }

  private Lookup onOutdated(ConsumerId consumer, long atLeast) {
    counters.misses.increment();
    return counters.count(ask(consumer, atLeast));
  }

  /** The answer to a question that somebody had put before may be older than the proof. */
  private Lookup ask(ConsumerId consumer, long atLeast) {
    Lookup outcome = loads.find(consumer);
    boolean early =
        outcome instanceof Lookup.Found found && found.association().version() < atLeast;
    return early ? loads.find(consumer) : outcome;
  }

  private Lookup withoutCache(ConsumerId consumer, long atLeast, RuntimeException failure) {
    counters.misses.increment();
    Lookup outcome = ask(consumer, atLeast);
    return counters.count(
        outcome instanceof Lookup.Degraded degraded
            ? new Lookup.Degraded("the cache failed (" + failure + "), " + degraded.reason())
            : outcome);
  }

  /**
   * Where the consumer of an application session is found, when the session was bound with {@link
   * #bindSession}. For a session that nobody bound the answer is unknown: the cache itself is the
   * authority for sessions, and most sessions of strangers are not bound.
   */
  public Lookup findBySession(String sessionId) {
    String consumer;
    try {
      consumer = sessions.get(SessionKey.of(sessionId));
    } catch (RuntimeException e) {
      failures.onRead(e);
      return counters.count(new Lookup.Degraded("the session cache failed: " + e));
    }
    return consumer == null ? new Lookup.Unknown() : find(ConsumerId.of(consumer));
  }

  /** Remembers whose session this is; the id itself is not stored, only its digest. */
  public void bindSession(String sessionId, ConsumerId consumer) {
    try {
      sessions.put(
          SessionKey.of(sessionId), consumer.value(), sessionMillis, TimeUnit.MILLISECONDS);
    } catch (RuntimeException e) {
      failures.onWrite("the session of consumer " + consumer, e);
    }
  }

  /**
   * Merges a record into the cache; a no-op when the cache knows better. Called after the authority
   * has committed. A cache that fails is logged and counted, not thrown: the authority holds the
   * record, and the sign-up has happened.
   */
  public void publish(Association association) {
    merge(association);
    listener.accept(association);
  }

  /** The same with what somebody else has published: it is not told to other sites again. */
  public void learn(Association association) {
    merge(association);
  }

  /** Tells of everything that is published at this node. One at most; the newest counts. */
  public void onPublish(Consumer<Association> told) {
    listener = told;
  }

  /**
   * Every record in the cache. Looks at all of them, and asks other nodes for those that are not
   * here.
   */
  public Collection<Association> all() {
    return records.all();
  }

  /**
   * @return the newest record known
   */
  private Association merge(Association association) {
    unknown.remove(association.consumer());
    try {
      return records.merge(association);
    } catch (RuntimeException e) {
      failures.onWrite("version " + association.version() + " of " + association.consumer(), e);
      return association;
    }
  }

  /** Drops the copy of a consumer; the next look-up asks the authority. */
  public void evict(ConsumerId consumer) {
    unknown.remove(consumer);
    try {
      records.remove(consumer);
    } catch (RuntimeException e) {
      failures.onWrite("the eviction of " + consumer, e);
    }
  }

  /** Plugs the authority in; until then a miss reads as degraded. */
  public void readThrough(MappingSource authority) {
    loads.from(authority);
    audited.from(authority);
  }

  /** Holds the cache against the authority, for whoever has a thread for it. */
  public MappingAudit audit() {
    return audited;
  }

  /** What happened so far. */
  public MappingStatistics statistics() {
    return counters.snapshot();
  }

  /**
   * Asks the cache for something, so that a node which is not whole does not count as ready.
   *
   * @throws RuntimeException when the cache does not answer
   */
  public void check() {
    records.get(CHECKED);
  }

  /** Stops asking the authority. The caches belong to whoever made them. */
  @Override
  public void close() {
    threads.close();
  }
}
