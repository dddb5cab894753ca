package io.berth.forward;

import java.nio.charset.StandardCharsets;

/**
 * The header names that are met often or that a rule is about, found by their bytes or characters
 * without garbage.
 */
final class HeaderNames {
  /** By which a node that is asked wrongly says who is right. */
  static final String PACKET = "Berth-Packet";

  private static final int SLOTS = 512;
  private static final Known[] TABLE = new Known[SLOTS];

  private record Known(String name, String lower, HeaderKind kind) {}

  static {
    add(HeaderKind.CONNECTION, "Connection");
    add(
        HeaderKind.HOP_BY_HOP,
        "Keep-Alive Proxy-Connection Proxy-Authenticate Proxy-Authorization"
            + " Proxy-Authentication-Info HTTP2-Settings");
    add(HeaderKind.TRANSFER_ENCODING, "Transfer-Encoding");
    add(HeaderKind.TRAILER, "Trailer");
    add(HeaderKind.TE, "TE");
    add(HeaderKind.UPGRADE, "Upgrade");
    add(HeaderKind.CONTENT_LENGTH, "Content-Length");
    add(HeaderKind.HOST, "Host");
    add(HeaderKind.EXPECT, "Expect");
    add(HeaderKind.FORWARDED, "Forwarded");
    add(
        HeaderKind.X_FORWARDED,
        "X-Forwarded-For X-Forwarded-Host X-Forwarded-Proto X-Forwarded-Port X-Forwarded-Server"
            + " X-Forwarded-Prefix X-Forwarded-By");
    add(HeaderKind.VIA, "Via");
    add(HeaderKind.PACKET, PACKET);
    add(HeaderKind.COOKIE, "Cookie");
    add(
        HeaderKind.PROTECTED,
        "Authorization Set-Cookie Content-Type Content-Encoding Content-Language Content-Location"
            + " Content-Range Content-Disposition Content-Security-Policy");
    add(
        HeaderKind.PLAIN,
        "Accept Accept-Charset Accept-Encoding Accept-Language Accept-Ranges"
            + " Access-Control-Allow-Origin Age Allow Cache-Control Date DNT ETag Expires"
            + " If-Match If-Modified-Since If-None-Match If-Range If-Unmodified-Since"
            + " Last-Modified Link Location Max-Forwards Origin Pragma Priority Range Referer"
            + " Refresh Retry-After Sec-Fetch-Dest Sec-Fetch-Mode Sec-Fetch-Site Sec-Fetch-User"
            + " Sec-WebSocket-Accept Sec-WebSocket-Extensions Sec-WebSocket-Key"
            + " Sec-WebSocket-Protocol Sec-WebSocket-Version Server Strict-Transport-Security"
            + " Upgrade-Insecure-Requests User-Agent Vary Warning WWW-Authenticate"
            + " X-Content-Type-Options X-Frame-Options X-Powered-By X-Requested-With");
  }

  private HeaderNames() {}

  private static void add(HeaderKind kind, String names) {
    for (String name : names.split(" ", -1)) {
      String lower = HttpText.lowerCase(name);
      int hash = 0;
      for (int i = 0; i < lower.length(); i++) {
        hash = hash * 31 + lower.charAt(i);
      }
      int slot = slot(hash);
      while (TABLE[slot] != null) {
        slot = (slot + 1) % SLOTS;
      }
      TABLE[slot] = new Known(name, lower, kind);
    }
  }

  private static int slot(int hash) {
    return (hash ^ (hash >>> 15)) & (SLOTS - 1);
  }

  /** The kind of a header, whatever the case of its name. */
  static HeaderKind kind(String name) {
    int hash = 0;
    for (int i = 0; i < name.length(); i++) {
      hash = hash * 31 + HttpText.lower(name.charAt(i));
    }
    for (int slot = slot(hash); TABLE[slot] != null; slot = (slot + 1) % SLOTS) {
      if (TABLE[slot].lower.equalsIgnoreCase(name)) {
        return TABLE[slot].kind;
      }
    }
    return kindOfUnknown(name);
  }

  private static HeaderKind kindOfUnknown(String name) {
    if (HttpText.startsWith(name, "x-forwarded-")) {
      return HeaderKind.X_FORWARDED;
    }
    if (HttpText.startsWith(name, "content-") || HttpText.startsWith(name, "berth-")) {
      return HeaderKind.PROTECTED;
    }
    if (name.indexOf('_') >= 0 && kind(name.replace('_', '-')) != HeaderKind.PLAIN) {
      return HeaderKind.LOOK_ALIKE;
    }
    return HeaderKind.PLAIN;
  }

  /** The name in {@code bytes[from, to)} as a string: a shared one when it is spelled as usual. */
  static String text(byte[] bytes, int from, int to) {
    int hash = 0;
    for (int i = from; i < to; i++) {
      hash = hash * 31 + HttpText.lower(bytes[i]);
    }
    for (int slot = slot(hash); TABLE[slot] != null; slot = (slot + 1) % SLOTS) {
      if (isSpelled(TABLE[slot].name, bytes, from, to)) {
        return TABLE[slot].name;
      }
    }
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }

  private static boolean isSpelled(String name, byte[] bytes, int from, int to) {
    if (name.length() != to - from) {
      return false;
    }
    for (int i = from; i < to; i++) {
      if (name.charAt(i - from) != bytes[i]) {
        return false;
      }
    }
    return true;
  }
}
