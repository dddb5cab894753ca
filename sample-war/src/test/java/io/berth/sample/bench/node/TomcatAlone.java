package io.berth.sample.bench.node;

/** The limit: Tomcat answers by itself and forwards nothing. */
final class TomcatAlone {
  private TomcatAlone() {}

  public static void main(String[] arguments) throws Exception {
    EmbeddedTomcat tomcat = new EmbeddedTomcat(Setup.of(arguments).port());
    tomcat.serve(new BytesServlet());
    Control.serve(tomcat.start());
  }
}
