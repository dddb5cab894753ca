package io.berth.sample.bench.node;

/** The limit: Tomcat answers by itself and forwards nothing. */
final class TomcatAlone {
  private TomcatAlone() {}

  public static void main(String[] arguments) throws Exception {
    Control.serve(start(Setup.of(arguments).port()));
  }

  static String start(int port) throws Exception {
    EmbeddedTomcat tomcat = new EmbeddedTomcat(port);
    tomcat.serve(new BytesServlet());
    return tomcat.start();
  }
}
