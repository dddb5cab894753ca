package io.berth.sample.bench.node;

import io.berth.filter.BerthContext;
import io.berth.filter.BerthInitializer;
import io.berth.sample.bench.Consumers;
import java.util.Map;
import java.util.Set;

/** Tomcat with Berth in front, as an adopter's WAR has it, and the consumers' mappings known. */
final class BerthTomcat {
  private BerthTomcat() {}

  static String start(int port, Map<String, String> settings) throws Exception {
    EmbeddedTomcat tomcat = new EmbeddedTomcat(port);
    tomcat.context().addServletContainerInitializer(new BerthInitializer(), Set.of());
    tomcat.context().addParameter("berth.address", "http://" + Setup.HOST + ":" + port);
    Consumers.TOKENS.forEach(tomcat.context()::addParameter);
    settings.forEach(tomcat.context()::addParameter);
    tomcat.serve(new BytesServlet());
    String version = tomcat.start();
    BerthContext berth = BerthContext.of(tomcat.context().getServletContext());
    Consumers.all().forEach(berth.mapping()::publish);
    return "this one, on Tomcat " + version;
  }
}
