package io.berth.server;

import static java.util.stream.Collectors.joining;

import java.io.File;
import java.util.Map;
import org.jboss.shrinkwrap.api.Filters;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** A WAR with Berth's data plane alone: what the sample brings along, without the sample. */
final class DataPlane {
  private DataPlane() {}

  static WebArchive war(String name, Map<String, String> settings) {
    WebArchive sample =
        ShrinkWrap.createFromZipFile(WebArchive.class, new File(System.getProperty("sample.war")));
    return ShrinkWrap.create(WebArchive.class, name)
        .merge(sample, Filters.include("/WEB-INF/(lib/(?!berth-cdi).*|jboss-deployment.*)"))
        .setWebXML(
            new StringAsset(
                "<web-app xmlns='https://jakarta.ee/xml/ns/jakartaee' version='6.0'>"
                    + parameters(settings)
                    + "</web-app>"));
  }

  /** What a {@code web.xml} says of settings. */
  static String parameters(Map<String, String> settings) {
    return settings.entrySet().stream()
        .map(each -> parameter(each.getKey(), each.getValue()))
        .collect(joining());
  }

  private static String parameter(String name, String value) {
    return "<context-param><param-name>"
        + name
        + "</param-name><param-value>"
        + value
        + "</param-value></context-param>";
  }

  /** A router that holds nothing itself; those whose home is {@code us} are with that node. */
  static WebArchive before(RightNode right) {
    String member = "us/node9=http://127.0.0.1:" + right.port();
    return war(
        "wrong.war", Map.of("berth.node", "node1", "berth.manager", "eu", "berth.members", member));
  }
}
