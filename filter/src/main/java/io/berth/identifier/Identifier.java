package io.berth.identifier;

import io.berth.identifier.Opening.Opened;
import io.berth.identifier.Opening.Refused;
import io.berth.mapping.Lookup;
import io.berth.mapping.MappingCache;
import io.berth.model.Association;
import io.berth.model.Scope;
import io.berth.model.Verdict;
import io.berth.model.View;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whose request it is, and whether that consumer is registering or registered (claims 1b,
 * 10, 11). Looks at headers only; never touches parameters, body or the container's cookies.
 *
 * <p>Thread-safe.
 */
public final class Identifier {
  private static final Verdict ANONYMOUS = new Verdict.Anonymous();

  private final TokenSettings settings;
  private final TokenCodec codec;
  private final MappingCache mapping;
  private final Scope scope;
  private final Clock clock;
  private final RefusalCounts refusals;
  private final OpenedTokens opened = new OpenedTokens();

  public Identifier(
      TokenSettings settings,
      Sealer sealer,
      MappingCache mapping,
      Scope scope,
      Clock clock,
      RefusalCounts refusals) {
    this.settings = settings;
    this.codec = new TokenCodec(sealer);
    this.mapping = mapping;
    this.scope = scope;
    this.clock = clock;
    this.refusals = refusals;
  }

  /** The verdict on a request, judged by one view. */
  public Verdict identify(HttpServletRequest request, View view) {
    String header = request.getHeader(settings.header());
    if (header != null) {
      return fromToken(header, view);
    }
    List<String> cookies = Cookies.values(request.getHeaders("Cookie"), settings.cookie());
    if (cookies.size() > 1) {
      return refuse(Refusal.DUPLICATED);
    }
    return cookies.isEmpty() ? fromSession(request, view) : fromToken(cookies.get(0), view);
  }

  /**
   * The verdict on a known association, for those who ask about a consumer rather than a request.
   */
  public Verdict judge(Association association, View view) {
    if (association.tombstone()) {
      return ANONYMOUS;
    }
    return view.isProvenEverywhere(association, scope)
        ? new Verdict.Registered(association)
        : new Verdict.Registering(association, view.holders(association));
  }

  private Verdict fromToken(String text, View view) {
    ConsumerToken token = opened.get(text);
    if (token == null) {
      Opening<ConsumerToken> opening = codec.open(text);
      if (opening instanceof Refused<ConsumerToken> refused) {
        return refuse(refused.cause());
      }
      token = ((Opened<ConsumerToken>) opening).content();
      opened.put(text, token);
    }
    if (token.expires().isBefore(clock.instant())) {
      return refuse(Refusal.EXPIRED);
    }
    Association association = newest(token);
    return association == null || association.tombstone()
        ? refuse(Refusal.UNKNOWN_CONSUMER)
        : judge(association, view);
  }

  /**
   * What mapping and token know together; null only when the authority says that there is no such
   * consumer.
   */
  private @Nullable Association newest(ConsumerToken token) {
    Lookup lookup = mapping.find(token.consumer(), token.version());
    if (lookup instanceof Lookup.Found found) {
      boolean stale = found.association().version() < token.version();
      return stale ? token.association() : found.association();
    }
    return lookup instanceof Lookup.Unknown ? null : token.association();
  }

  private Verdict fromSession(HttpServletRequest request, View view) {
    Optional<String> session = sessionOf(request);
    if (session.isPresent() && mapping.findBySession(session.get()) instanceof Lookup.Found found) {
      return judge(found.association(), view);
    }
    return ANONYMOUS;
  }

  private Optional<String> sessionOf(HttpServletRequest request) {
    if (settings.sessionCookie().isEmpty()) {
      return Optional.empty();
    }
    List<String> ids = Cookies.values(request.getHeaders("Cookie"), settings.sessionCookie());
    return ids.size() == 1 ? Optional.of(SessionIds.withoutRoute(ids.get(0))) : Optional.empty();
  }

  private Verdict refuse(Refusal cause) {
    refusals.count(cause);
    return ANONYMOUS;
  }
}
