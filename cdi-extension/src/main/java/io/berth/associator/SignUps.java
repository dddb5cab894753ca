package io.berth.associator;

import io.berth.model.Association;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Counts what became of sign-ups, for operators. Thread-safe. */
final class SignUps implements SignUpsMXBean {
  private enum End {
    REGISTERED,
    KNOWN,
    ELSEWHERE,
    OUT_OF_STOCK,
    KEY_REUSED,
    NAME_NOT_FREE,
    FAILED
  }

  private final Map<End, LongAdder> ends = new EnumMap<>(End.class);
  private final LongAdder nanosOfSuccess = new LongAdder();
  private final LongAccumulator longest = new LongAccumulator(Long::max, 0);
  private final LongSupplier nanos;

  SignUps(LongSupplier nanos) {
    this.nanos = nanos;
    for (End end : End.values()) {
      ends.put(end, new LongAdder());
    }
  }

  /** One sign-up, from its beginning to its end. */
  Association count(Supplier<Association> signUp) {
    long begun = nanos.getAsLong();
    try {
      Association association = signUp.get();
      took(nanos.getAsLong() - begun);
      return association;
    } catch (StockOutException e) {
      end(End.OUT_OF_STOCK);
      throw e;
    } catch (KeyReusedException e) {
      end(End.KEY_REUSED);
      throw e;
    } catch (NameNotFreeException e) {
      end(End.NAME_NOT_FREE);
      throw e;
    } catch (RuntimeException | Error e) {
      end(End.FAILED);
      throw e;
    }
  }

  /** What the claim found; nothing is bound yet. */
  void found(Outcome outcome) {
    if (outcome instanceof Outcome.Known) {
      end(End.KNOWN);
    } else if (outcome instanceof Outcome.Elsewhere) {
      end(End.ELSEWHERE);
    }
  }

  /** A consumer is bound here. */
  void registered() {
    end(End.REGISTERED);
  }

  /** A consumer would have been bound here, but the application's transaction was not committed. */
  void undone() {
    end(End.FAILED);
  }

  private void took(long time) {
    nanosOfSuccess.add(time);
    longest.accumulate(time);
  }

  private void end(End end) {
    of(end).increment();
  }

  @SuppressWarnings("NullAway") // there is one for each
  private LongAdder of(End end) {
    return ends.get(end);
  }

  @Override
  public Map<String, Long> getSignUpsByOutcome() {
    Map<String, Long> named = new TreeMap<>();
    ends.forEach((end, count) -> named.put(end.name(), count.sum()));
    return named;
  }

  @Override
  public long getMeanMillis() {
    long count = of(End.REGISTERED).sum() + of(End.KNOWN).sum() + of(End.ELSEWHERE).sum();
    return count == 0 ? 0 : TimeUnit.NANOSECONDS.toMillis(nanosOfSuccess.sum() / count);
  }

  @Override
  public long getMaxMillis() {
    return TimeUnit.NANOSECONDS.toMillis(longest.get());
  }
}
