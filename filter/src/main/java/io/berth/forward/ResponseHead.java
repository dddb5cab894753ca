package io.berth.forward;

import java.util.ArrayList;
import java.util.List;

/**
 * The head of a node's response, read strictly (RFC 9112, 4 to 6): what is ambiguous is malformed,
 * for a response read in two ways is how one consumer gets another's page.
 */
final class ResponseHead {
  /** The longest head a node may send, in bytes; RFC 9110 leaves the number to us. */
  static final int MAX_BYTES = 32 * 1024;

  private static final int MISDIRECTED_REQUEST = 421;
  private static final int LINE = "HTTP/1.1 200 ".length();

  private final int status;
  private final HeaderLines lines;
  private final boolean keepsConnection;
  private final boolean chunked;
  private final long length;
  private final Nominated nominated;

  private ResponseHead(int minor, int status, HeaderLines lines) throws MalformedResponseException {
    this.status = status;
    this.lines = lines;
    Nominated options = Nominated.none();
    long foundLength = -1;
    boolean foundChunked = false;
    for (int i = 0; i < lines.size(); i++) {
      switch (HeaderNames.kind(lines.name(i))) {
        case CONNECTION -> options = options.and(lines.value(i));
        case CONTENT_LENGTH -> {
          refuseIf(foundLength >= 0, "two Content-Length headers");
          foundLength = length(lines.value(i));
        }
        case TRANSFER_ENCODING -> {
          boolean only = !foundChunked && "chunked".equalsIgnoreCase(lines.value(i));
          refuseIf(!only, "a transfer coding other than chunked");
          foundChunked = true;
        }
        default -> {}
      }
    }
    refuseIf(foundChunked && foundLength >= 0, "Content-Length and a transfer coding");
    refuseIf(foundChunked && minor == 0, "a transfer coding in HTTP/1.0");
    this.length = foundLength;
    this.chunked = foundChunked;
    this.nominated = options;
    this.keepsConnection = minor == 1 && !options.has("close");
  }

  /**
   * @param bytes holds the head in {@code [from, to)}, the empty line included
   */
  static ResponseHead parse(byte[] bytes, int from, int to) throws MalformedResponseException {
    refuseIf(!startsLikeHttp(bytes, from, to), "no HTTP/1.0 or HTTP/1.1 status line");
    refuseIf(to - from < LINE + 4 || bytes[from + 8] != ' ', "no status code");
    int status = 0;
    for (int i = from + 9; i < from + 12; i++) {
      refuseIf(bytes[i] < '0' || bytes[i] > '9', "no status code");
      status = status * 10 + bytes[i] - '0';
    }
    refuseIf(status < 100 || bytes[from + 12] != ' ', "no status code");
    int end = from + LINE;
    while (end < to && HttpText.isValue(bytes[end] & 0xff)) {
      end++;
    }
    boolean ended = end + 1 < to && bytes[end] == '\r' && bytes[end + 1] == '\n';
    refuseIf(!ended, "a control character in the reason");
    HeaderLines lines = HeaderLines.parse(bytes, end + 2, to - 2);
    return new ResponseHead(bytes[from + 7] - '0', status, lines);
  }

  /** Whether what came so far can become a status line; to refuse garbage before all of it came. */
  static boolean startsLikeHttp(byte[] bytes, int from, int to) {
    for (int i = from; i < to && i < from + 8; i++) {
      int at = i - from;
      boolean fits =
          at == 7 ? bytes[i] == '0' || bytes[i] == '1' : bytes[i] == "HTTP/1.".charAt(at);
      if (!fits) {
        return false;
      }
    }
    return true;
  }

  private static long length(String value) throws MalformedResponseException {
    refuseIf(value.isEmpty() || value.length() > 18, "a Content-Length that is no number");
    long length = 0;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      refuseIf(c < '0' || c > '9', "a Content-Length that is no number");
      length = length * 10 + (c - '0');
    }
    return length;
  }

  private static void refuseIf(boolean wrong, String what) throws MalformedResponseException {
    if (wrong) {
      throw new MalformedResponseException(what);
    }
  }

  int status() {
    return status;
  }

  HeaderLines lines() {
    return lines;
  }

  /** The fields that the node says will come behind the body, as far as they may be carried. */
  List<String> trailers(TrailerNames allowed) {
    List<String> announced = List.of();
    for (int i = 0; chunked && i < lines.size(); i++) {
      if (HeaderNames.kind(lines.name(i)) == HeaderKind.TRAILER) {
        announced = allowed.announced(List.of(lines.value(i)));
      }
    }
    return announced;
  }

  /** What a client may load meanwhile (RFC 8297). */
  List<String> links() {
    List<String> links = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.name(i).equalsIgnoreCase("Link")) {
        links.add(lines.value(i));
      }
    }
    return links;
  }

  /** The protocol that the node switches to; empty when it names none. */
  String upgrade() {
    for (int i = 0; i < lines.size(); i++) {
      if (HeaderNames.kind(lines.name(i)) == HeaderKind.UPGRADE) {
        return nominated.has("upgrade") ? lines.value(i) : "";
      }
    }
    return "";
  }

  /** Where a node that was asked wrongly says who is right; empty for any other answer. */
  String packet() {
    for (int i = 0; status == MISDIRECTED_REQUEST && i < lines.size(); i++) {
      if (HeaderNames.kind(lines.name(i)) == HeaderKind.PACKET) {
        return lines.value(i);
      }
    }
    return "";
  }

  /** The declared length; -1 when none is. */
  long length() {
    return length;
  }

  boolean isInformational() {
    return status < 200;
  }

  /** Whether this response never has a body, whatever it declares (RFC 9112, 6.3). */
  boolean isBodiless(boolean toHead) {
    return toHead || status < 200 || status == 204 || status == 304;
  }

  /** Whether the node keeps the connection for another exchange. */
  boolean keepsConnection() {
    return keepsConnection;
  }

  boolean isNominated(String name) {
    return nominated.has(name);
  }

  BodyFraming framing(boolean toHead) {
    if (isBodiless(toHead)) {
      return new FixedBody(0);
    }
    if (chunked) {
      return new ChunkedBody();
    }
    return length >= 0 ? new FixedBody(length) : new UntilCloseBody();
  }

  /** Whether the answer's events should not wait for each other, nor for a time-out. */
  boolean isEventStream() {
    for (int i = 0; i < lines.size(); i++) {
      if (lines.name(i).equalsIgnoreCase("Content-Type")) {
        return HttpText.startsWith(lines.value(i), "text/event-stream");
      }
    }
    return false;
  }
}
