package io.berth.sample.bench;

import java.util.List;

/**
 * A program that can stand where Berth stands.
 *
 * @param name in tables and reports
 * @param program the class that starts it; empty where none is: HAProxy is not Java
 * @param kind what it does with a request
 */
record Candidate(String name, String program, Kind kind) {
  enum Kind {
    /** Sends it to a backend. */
    FORWARDS,
    /** The same, as a servlet: those Berth must be ahead of under every load. */
    FORWARDS_AS_SERVLET,
    /** Answers it. */
    ANSWERS
  }

  private static final String PACKAGE = "io.berth.sample.bench.node.";

  static final Candidate BERTH = new Candidate("berth", PACKAGE + "BerthFront", Kind.FORWARDS);
  static final Candidate BERTH_LOCAL =
      new Candidate("berth-local", PACKAGE + "BerthHome", Kind.ANSWERS);

  /** Tomcat once more in the process of {@link #BERTH_LOCAL}, without Berth. */
  static final Candidate BESIDE = new Candidate("tomcat-beside", "", Kind.ANSWERS);

  static final Candidate TOMCAT =
      new Candidate("tomcat-alone", PACKAGE + "TomcatAlone", Kind.ANSWERS);
  static final Candidate HAPROXY = new Candidate("haproxy", "", Kind.FORWARDS);
  static final Candidate UNDERTOW =
      new Candidate("undertow", PACKAGE + "UndertowProxy", Kind.FORWARDS);
  static final Candidate JETTY_HANDLER =
      new Candidate("jetty-handler", PACKAGE + "JettyHandler", Kind.FORWARDS);
  static final Candidate JETTY_SERVLET =
      new Candidate("jetty-async-servlet", PACKAGE + "JettyServlet", Kind.FORWARDS_AS_SERVLET);
  static final Candidate PROXY_SERVLET =
      new Candidate("http-proxy-servlet", PACKAGE + "HttpProxyServlet", Kind.FORWARDS_AS_SERVLET);

  /** All that forward, and the limit. */
  static final List<Candidate> FORWARDING =
      List.of(BERTH, TOMCAT, HAPROXY, UNDERTOW, JETTY_HANDLER, JETTY_SERVLET, PROXY_SERVLET);
}
