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
import java.util.Enumeration;
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
  private final OpenedTokens tokens = new OpenedTokens("");

  /** By whole Cookie lines, so that a line that was read before is not read again. */
  private final OpenedTokens lines;

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
    this.lines = new OpenedTokens(settings.cookie() + "=");
  }

  /** The verdict on a request, judged by one view. */
  public Verdict identify(HttpServletRequest request, View view) {
    String header = request.getHeader(settings.header());
    if (header != null) {
      return header.isEmpty() ? ANONYMOUS : fromToken(header, view);
    }
    Enumeration<String> cookies = request.getHeaders("Cookie");
    String line = cookies.hasMoreElements() ? cookies.nextElement() : "";
    if (cookies.hasMoreElements()) {
      return fromCookies(
          Cookies.values(request.getHeaders("Cookie"), settings.cookie()), request, view);
    }
    OpenedTokens.Entry known = lines.get(line);
    if (known != null) {
      return judge(known, lines, view);
    }
    List<String> values = Cookies.values(line, settings.cookie());
    if (values.size() == 1 && open(values.get(0)) instanceof Opened<ConsumerToken> opened) {
      return judge(line, opened, lines, view);
    }
    return fromCookies(values, request, view);
  }

  private Verdict fromCookies(List<String> values, HttpServletRequest request, View view) {
    if (values.size() > 1) {
      return refuse(Refusal.DUPLICATED);
    }
    return values.isEmpty() ? fromSession(request, view) : fromToken(values.get(0), view);
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
    OpenedTokens.Entry known = tokens.get(text);
    if (known != null) {
      return judge(known, tokens, view);
    }
    Opening<ConsumerToken> opening = open(text);
    return opening instanceof Refused<ConsumerToken> refused
        ? refuse(refused.cause())
        : judge(text, (Opened<ConsumerToken>) opening, tokens, view);
  }

  private Opening<ConsumerToken> open(String text) {
    return codec.open(Purpose.CONSUMER, text);
  }

  /** The verdict on the token of a link. One that does not open counts as absent, as ever. */
  public Verdict fromLink(String text, View view) {
    Opening<ConsumerToken> opening = codec.open(Purpose.LINK, text);
    return opening instanceof Refused<ConsumerToken> refused
        ? refuse(refused.cause())
        : judge((Opened<ConsumerToken>) opening, view);
  }

  /**
   * Whether the client's token says another version than the record it is served by: an older one
   * would let it be served by an older record next time (RULES M2), one that the authority does not
   * have would keep it at its home.
   */
  public boolean isOutdated(HttpServletRequest request, Association served) {
    return tokenOf(request)
        .filter(token -> token.consumer().equals(served.consumer()))
        .filter(token -> token.version() != served.version())
        .isPresent();
  }

  /** The token that a request was identified by, which is nearly always remembered. */
  private Optional<ConsumerToken> tokenOf(HttpServletRequest request) {
    String header = request.getHeader(settings.header());
    String line = request.getHeader("Cookie");
    OpenedTokens.Entry known = header == null && line != null ? lines.get(line) : null;
    if (known != null) {
      return Optional.of(known.token());
    }
    List<String> values =
        header == null
            ? Cookies.values(request.getHeaders("Cookie"), settings.cookie())
            : List.of(header);
    return values.size() == 1 ? tokenOf(values.get(0)) : Optional.empty();
  }

  private Optional<ConsumerToken> tokenOf(String text) {
    OpenedTokens.Entry known = tokens.get(text);
    if (known != null) {
      return Optional.of(known.token());
    }
    return open(text) instanceof Opened<ConsumerToken> opened
        ? Optional.of(opened.content())
        : Optional.empty();
  }

  /** The same verdict again, as long as the mapping shows the same record. */
  private Verdict judge(OpenedTokens.Entry known, OpenedTokens memory, View view) {
    long now = clock.millis();
    if (!known.isExpired(now) && known.use(now)) {
      Verdict before = known.verdict(mapping, view);
      if (before != null) {
        return before;
      }
    }
    return judge(known.text(), known.opened(), memory, view);
  }

  private Verdict judge(String text, Opened<ConsumerToken> opened, OpenedTokens memory, View view) {
    Association association = accepted(opened);
    if (association == null) {
      return ANONYMOUS;
    }
    Verdict verdict = judge(association, view);
    memory.put(new OpenedTokens.Entry(text, opened, association, view, verdict));
    return verdict;
  }

  private Verdict judge(Opened<ConsumerToken> opened, View view) {
    Association association = accepted(opened);
    return association == null ? ANONYMOUS : judge(association, view);
  }

  /** Whose token it is; null when it is not accepted, which has been counted then. */
  private @Nullable Association accepted(Opened<ConsumerToken> opened) {
    long now = clock.millis();
    if (opened.content().expiresMillis() < now) {
      refusals.count(Refusal.EXPIRED);
      return null;
    }
    opened.key().use(now);
    if (opened.key().isRetired()) {
      refusals.count(Refusal.UNKNOWN_KEY);
      return null;
    }
    Association association = newest(opened.content());
    if (association == null || association.tombstone()) {
      refusals.count(Refusal.UNKNOWN_CONSUMER);
      return null;
    }
    return association;
  }

  /**
   * What mapping and token know together; null only when the authority says that there is no such
   * consumer.
   */
  private @Nullable Association newest(ConsumerToken token) {
    Lookup lookup = mapping.find(token.consumer(), token.version());
    if (lookup instanceof Lookup.Found found) {
      boolean ahead = found.association().version() < token.version();
      return ahead ? homeAlone(found.association()) : found.association();
    }
    return lookup instanceof Lookup.Unknown ? null : token.association();
  }

  /**
   * The authority has lost what the token says, for example to a backup: then nobody but the home
   * can be proven to have what the client has seen (LESSONS 30).
   */
  private Association homeAlone(Association record) {
    refusals.count(Refusal.AHEAD);
    return record.provenAtHomeAlone();
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
