package io.berth.forward;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Enumeration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a request must be before anybody decides where it goes: the checks that one container makes
 * and the other does not, so that every node reads the same bytes alike. Reads method, target and
 * headers; touches neither parameters, cookies nor body.
 *
 * <p>Thread-safe.
 */
public final class RequestRules {
  private static final int MAX_TARGET = 8 * 1024;
  private static final int MAX_HEADERS = 16 * 1024;
  private static final int MAX_LINES = 100;
  private static final int MAX_COOKIES = 50;

  /** Of the first request, for an application is in one container. */
  private volatile @Nullable ContainerAdapter container;

  /** The first rule the request breaks; empty when it may go on. */
  public Optional<Refusal> check(HttpServletRequest request) {
    try {
      checkLine(request);
      ContainerAdapter here = containerOf(request);
      if (here == ContainerAdapter.TOMCAT) {
        checkWhatTomcatLetsPass(request);
      } else {
        checkHeaders(request, here);
      }
      return Optional.empty();
    } catch (RefusedException e) {
      return Optional.of(e.refusal());
    }
  }

  private ContainerAdapter containerOf(HttpServletRequest request) {
    ContainerAdapter known = container;
    if (known == null) {
      known = ContainerAdapter.of(ContainerAdapter.unwrapped(request));
      container = known;
    }
    return known;
  }

  private static void checkLine(HttpServletRequest request) throws RefusedException {
    String method = request.getMethod();
    switch (method) {
      case "CONNECT" -> throw new RefusedException(501, "CONNECT is not served");
      case "TRACE" -> throw new RefusedException(405, "TRACE is not served");
      default -> refuseUnless(HttpText.isToken(method), 400, "the method is no token");
    }
    String path = request.getRequestURI();
    String query = request.getQueryString();
    int length = path.length() + (query == null ? 0 : query.length() + 1);
    refuseUnless(length <= MAX_TARGET, 414, "the target is longer than " + MAX_TARGET);
    boolean asterisk = "*".equals(path) && "OPTIONS".equals(method);
    refuseUnless(asterisk || PathRules.isSafePath(path), 400, "the path is ambiguous");
    refuseUnless(query == null || PathRules.isSafeQuery(query), 400, "the query is malformed");
  }

  /**
   * Tomcat has looked at every header line itself, and at each of its characters; looking at all of
   * them again costs a good part of what a small local answer costs.
   */
  private static void checkWhatTomcatLetsPass(HttpServletRequest request) throws RefusedException {
    Lines lines = new Lines();
    judge(lines, HeaderKind.TRANSFER_ENCODING, "Transfer-Encoding", request);
    judge(lines, HeaderKind.CONNECTION, "Connection", request);
    judge(lines, HeaderKind.COOKIE, "Cookie", request);
  }

  private static void judge(Lines lines, HeaderKind kind, String name, HttpServletRequest request)
      throws RefusedException {
    Enumeration<String> values = request.getHeaders(name);
    while (values.hasMoreElements()) {
      lines.judge(kind, values.nextElement());
    }
  }

  private static void take(Lines lines, HeaderKind kind, String name, HttpServletRequest request)
      throws RefusedException {
    Enumeration<String> values = request.getHeaders(name);
    while (values.hasMoreElements()) {
      lines.take(kind, name, values.nextElement());
    }
  }

  private static void checkHeaders(HttpServletRequest request, ContainerAdapter container)
      throws RefusedException {
    Lines lines = new Lines();
    Enumeration<String> names = request.getHeaderNames();
    while (names.hasMoreElements()) {
      String name = names.nextElement();
      refuseUnless(HttpText.isToken(name), 400, "a header's name is no token");
      take(lines, HeaderNames.kind(name), name, request);
    }
    lines.check(request, container);
  }

  private static void refuseUnless(boolean rule, int status, String reason)
      throws RefusedException {
    if (!rule) {
      throw new RefusedException(status, reason);
    }
  }

  /** What one pass over the header lines finds. */
  private static final class Lines {
    private int lines;
    private int bytes;
    private int cookies;
    private int lengths;
    private int hosts;
    private @Nullable String coding;
    private @Nullable String host;

    void take(HeaderKind kind, String name, String value) throws RefusedException {
      bytes += name.length() + value.length() + 4;
      refuseUnless(++lines <= MAX_LINES, 431, "more than " + MAX_LINES + " header lines");
      refuseUnless(bytes <= MAX_HEADERS, 431, "more than " + MAX_HEADERS + " bytes of headers");
      refuseUnless(HttpText.isValue(value), 400, "a header's value has a control character");
      judge(kind, value);
    }

    void judge(HeaderKind kind, String value) throws RefusedException {
      switch (kind) {
        case CONTENT_LENGTH -> refuseUnless(++lengths == 1, 400, "two Content-Length headers");
        case HOST -> takeHost(value);
        case TRANSFER_ENCODING -> takeCoding(value);
        case CONNECTION -> Nominated.check(value);
        case COOKIE -> takeCookies(value);
        default -> {}
      }
    }

    private void takeHost(String value) throws RefusedException {
      refuseUnless(++hosts == 1, 400, "two Host headers");
      host = value;
    }

    private void takeCoding(String value) throws RefusedException {
      boolean only = coding == null && "chunked".equalsIgnoreCase(value);
      refuseUnless(only, 400, "a transfer coding other than chunked");
      coding = value;
    }

    private void takeCookies(String value) throws RefusedException {
      cookies++;
      for (int at = value.indexOf(';'); at >= 0; at = value.indexOf(';', at + 1)) {
        cookies++;
      }
      refuseUnless(cookies <= MAX_COOKIES, 431, "more than " + MAX_COOKIES + " cookies");
    }

    void check(HttpServletRequest request, ContainerAdapter container) throws RefusedException {
      boolean old = "HTTP/1.0".equals(request.getProtocol());
      refuseUnless(coding == null || !old, 400, "a transfer coding in HTTP/1.0");
      refuseUnless(coding == null || lengths == 0, 400, "Content-Length and a transfer coding");
      refuseUnless(
          host == null ? old : HostRules.isValid(host), 400, "the Host header is missing or wrong");
      refuseUnless(
          host == null || !container.contradicts(host, request),
          400,
          "the target contradicts Host");
    }
  }
}
