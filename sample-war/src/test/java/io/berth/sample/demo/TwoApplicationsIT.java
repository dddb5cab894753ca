package io.berth.sample.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Map;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.catalina.Context;
import org.junit.jupiter.api.Test;

/** Two applications with Berth in one server know nothing of each other, keys apart. */
class TwoApplicationsIT {
  private static final Duration LONGEST = Duration.ofSeconds(60);

  private final MBeanServer beans = ManagementFactory.getPlatformMBeanServer();

  private static Map<String, String> named(String name, OneTomcat tomcat) {
    return Map.of(
        "berth.node",
        name,
        "berth.manager",
        "rm-" + name,
        "berth.address",
        tomcat.node().address(),
        "berth.drain.notice",
        "0");
  }

  private Object read(String application, String type, String attribute) throws Exception {
    return beans.getAttribute(
        new ObjectName("io.berth:type=" + type + ",node=" + application), attribute);
  }

  private int own(String application) throws Exception {
    return beans.queryNames(new ObjectName("io.berth:*,node=" + application), null).size();
  }

  private static Person signUp(OneTomcat tomcat, String application) {
    Person person = new Person();
    await()
        .atMost(LONGEST) // the first stock is being made
        .until(
            () ->
                person
                        .post(
                            tomcat.node(),
                            "/" + application + "/signup",
                            "email",
                            "ada@example.org",
                            "workspace",
                            "Of Ada")
                        .status()
                    == 201);
    return person;
  }

  private static Reply account(OneTomcat tomcat, String application, Person person)
      throws Exception {
    return person.get(tomcat.node(), "/" + application + "/account.json");
  }

  @Test
  void oneKnowsNeitherConsumersNorNodesOfTheOtherAndOutlivesIt() throws Exception {
    try (OneTomcat tomcat = OneTomcat.start("two-applications")) {
      Context one = tomcat.deploy("/one", named("one", tomcat));
      Context two = tomcat.deploy("/two", named("two", tomcat));
      Person ada = signUp(tomcat, "one");
      assertThat(account(tomcat, "one", ada).text("home")).isEqualTo("rm-one");

      // The same person, the same address, the same name of a workspace: somebody else there.
      Person other = signUp(tomcat, "two");
      Reply there = account(tomcat, "two", other);
      assertThat(there.isAccount()).as(there.toString()).isTrue();
      assertThat(there.text("home")).isEqualTo("rm-two");
      assertThat(account(tomcat, "one", ada).text("node")).isEqualTo("one");
      for (String each : new String[] {"one", "two"}) {
        assertThat((String[]) read(each, "Node", "Nodes"))
            .singleElement()
            .asString()
            .contains("rm-" + each);
      }

      int beansOfTwo = own("two");
      assertThat(own("one")).isEqualTo(beansOfTwo).isPositive();
      tomcat.undeploy(one);
      assertThat(own("one")).isZero();
      assertThat(own("two")).isEqualTo(beansOfTwo);
      assertThat(account(tomcat, "two", other).isAccount()).isTrue();
      tomcat.undeploy(two);
      assertThat(own("two")).isZero();
    }
  }
}
