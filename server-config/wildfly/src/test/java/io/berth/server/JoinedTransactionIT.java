package io.berth.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.berth.server.joined.AccountServlet;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.time.Duration;
import java.util.Map;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.Filters;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * An application whose accounts are in the authority's database, behind a data source that WildFly
 * manages: an account and its registration commit together, or neither does.
 */
@ExtendWith(ArquillianExtension.class)
@RunAsClient
class JoinedTransactionIT {
  private static final String WEB_XML =
      """
      <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0" metadata-complete="true">
        <context-param>
          <param-name>berth.node</param-name>
          <param-value>n-1</param-value>
        </context-param>
        <context-param>
          <param-name>berth.manager</param-name>
          <param-value>rm-1</param-value>
        </context-param>
        <context-param>
          <param-name>berth.datasource.jta</param-name>
          <param-value>java:app/jdbc/authority</param-value>
        </context-param>
        <context-param>
          <param-name>berth.sweep.interval</param-name>
          <param-value>100</param-value>
        </context-param>
        <servlet>
          <servlet-name>accounts</servlet-name>
          <servlet-class>io.berth.server.joined.AccountServlet</servlet-class>
          <load-on-startup>1</load-on-startup>
        </servlet>
        <servlet-mapping>
          <servlet-name>accounts</servlet-name>
          <url-pattern>/</url-pattern>
        </servlet-mapping>
        <data-source>
          <name>java:app/jdbc/authority</name>
          <class-name>org.h2.jdbcx.JdbcDataSource</class-name>
          <url>jdbc:h2:mem:authority;DB_CLOSE_DELAY=-1</url>
          <transactional>true</transactional>
        </data-source>
      </web-app>
      """;

  @Deployment(testable = false)
  static WebArchive application() {
    File sample = new File(System.getProperty("sample.war"));
    return ShrinkWrap.create(WebArchive.class, "joined.war")
        .merge(
            ShrinkWrap.createFromZipFile(WebArchive.class, sample),
            Filters.include("/WEB-INF/(lib/.*|jboss-deployment-structure.xml|beans.xml)"))
        .addPackage(AccountServlet.class.getPackage())
        .setWebXML(new StringAsset(WEB_XML));
  }

  private static String stateOf(URL base, String who) throws IOException {
    return new Visitor(base).get("?who=" + who).body();
  }

  @Test
  void aCommitLeavesBothAndNamesTheClient(@ArquillianResource URL base) throws IOException {
    commitLeavesBoth(base, "return");
    commitLeavesBoth(base, "commit");
  }

  private static void commitLeavesBoth(URL base, String end) throws IOException {
    String who = end + "@example.org";
    Reply reply = new Visitor(base).post("", Map.of("who", who, "end", end));

    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    assertThat(reply.all("Set-Cookie")).anyMatch(line -> line.startsWith("berth="));
    assertThat(stateOf(base, who)).contains("account true, bound true, told true, desks 1");
  }

  @Test
  void aRollbackLeavesNeither(@ArquillianResource URL base) throws IOException {
    rollbackLeavesNeither(base, "throw");
    rollbackLeavesNeither(base, "rollback");
  }

  private static void rollbackLeavesNeither(URL base, String end) throws IOException {
    String who = end + "@example.org";
    Reply reply = new Visitor(base).post("", Map.of("who", who, "end", end));

    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    assertThat(reply.all("Set-Cookie")).isEmpty();
    assertThat(stateOf(base, who)).contains("account false, bound false, told false");
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> stateOf(base, who).contains("told false, desks 0")); // what was his is retired

    Reply again = new Visitor(base).post("", Map.of("who", who, "end", "return"));
    assertThat(again.status()).as(again.body()).isEqualTo(200);
    assertThat(stateOf(base, who)).contains("account true, bound true, told true, desks 1");
  }

  @Test
  void anAccountThatIsThereAlreadyRegistersNobody(@ArquillianResource URL base) throws IOException {
    Visitor first = new Visitor(base);
    first.post("", Map.of("who", "twice@example.org", "end", "return"));
    Reply second = new Visitor(base).post("", Map.of("who", "twice@example.org", "end", "commit"));

    assertThat(second.status()).isEqualTo(500);
    assertThat(stateOf(base, "twice@example.org")).contains("account true, bound true");
    assertThat(stateOf(base, "twice@example.org")).contains("desks 1");
  }
}
