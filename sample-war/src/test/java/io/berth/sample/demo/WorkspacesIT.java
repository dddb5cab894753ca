package io.berth.sample.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The application on three nodes, each with a store of its own, the data two seconds late. */
@ExtendWith(ThreeNodes.Resolver.class)
class WorkspacesIT {
  private static final Duration SOON = ThreeNodes.LAG.plusSeconds(30);

  @Test
  void everyOtherNodeKnowsTheAccountAtOnceAndServesItItselfOnceItHasIt(ThreeNodes nodes)
      throws Exception {
    Person ann = new Person();
    Reply signedUp = ann.signUp(nodes.node(0), "ann@example.org", "Ann's");
    assertThat(signedUp.status()).as(signedUp.body()).isEqualTo(201);
    assertThat(signedUp.text("verdict")).isEqualTo("registering");
    DemoNode home = home(nodes, signedUp);
    for (DemoNode other : nodes.all()) {
      Reply account = ann.get(other, "/account.json");
      assertThat(account.isAccount()).as("%s: %s", other, account).isTrue();
      assertThat(account.text("node")).isEqualTo(home.name());
    }
    awaitRegistered(nodes, ann);
    for (DemoNode other : nodes.all()) {
      Reply account = ann.get(other, "/account.json");
      assertThat(account.text("node")).isEqualTo(other.name());
      assertThat(account.text("holders")).isEqualTo("rm-a, rm-b, rm-c");
    }
  }

  @Test
  void aNoteIsSeenByTheNextRequestWhereverItGoes(ThreeNodes nodes) throws Exception {
    Person bob = new Person();
    DemoNode home = home(nodes, bob.signUp(nodes.node(1), "bob@example.org", "Bob's"));
    awaitRegistered(nodes, bob);
    for (int written = 1; written <= 5; written++) {
      DemoNode writer = nodes.node(written % 3);
      assertThat(bob.post(writer, "/notes", "body", "note " + written).status()).isEqualTo(303);
      for (DemoNode reader : nodes.all()) {
        Reply account = bob.get(reader, "/account.json");
        assertThat(account.number("notes")).as("%s: %s", reader, account).contains((long) written);
      }
    }
    assertThat(bob.get(nodes.node(2), "/account.json").text("home")).isEqualTo(home.manager());
    awaitRegistered(nodes, bob);
  }

  @Test
  void postedManyTimesAtOnceItIsOneAccountAndOneResource(ThreeNodes nodes) throws Exception {
    int posts = 12;
    ExecutorService browsers = Executors.newFixedThreadPool(posts);
    try {
      List<Future<Reply>> replies = new ArrayList<>();
      for (int i = 0; i < posts; i++) {
        DemoNode node = nodes.node(i % 3);
        replies.add(browsers.submit(() -> new Person().signUp(node, "twice@example.org", "Twice")));
      }
      Set<String> homes = new HashSet<>();
      for (Future<Reply> reply : replies) {
        assertThat(reply.get().status()).as(reply.get().body()).isEqualTo(201);
        homes.add(reply.get().text("home"));
      }
      assertThat(homes).hasSize(1);
    } finally {
      browsers.shutdownNow();
    }
    assertThat(resourcesOf(nodes, "twice@example.org")).isEqualTo(1);
  }

  @Test
  void badInputIsRefusedWithAReasonAndTakesNothing(ThreeNodes nodes) throws Exception {
    long taken = nodes.count(TAKEN);
    String[][] bad = {
      {"", "Name"},
      {"nobody", "Name"},
      {"nobody@", "Name"},
      {"no body@example.org", "Name"},
      {"nobody@example.org\r\nBcc: all@example.org", "Name"},
      {"nobody\u0000@example.org", "Name"},
      {"x".repeat(200) + "@example.org", "Name"},
      {"nobody@example.org", ""},
      {"nobody@example.org", "   "},
      {"nobody@example.org", "n".repeat(65)},
      {"nobody@example.org", "a\u0000b"},
      {"nobody@example.org", "a\nb"},
      {"nobody@example.org", "a\u202eb"}
    };
    for (String[] input : bad) {
      Reply reply = new Person().signUp(nodes.node(0), input[0], input[1]);
      assertThat(reply.status()).as("%s / %s", input[0], input[1]).isEqualTo(400);
      assertThat(reply.text("error")).endsWith(".");
    }
    assertThat(nodes.count(TAKEN)).isEqualTo(taken);
    System.out.println("bad sign-ups tried: " + bad.length);
  }

  private static final String TAKEN =
      "select count(*) from berth_resource where availability in ('CLAIMED', 'BOUND', 'SUSPECT')";

  @Test
  void aTakenNameIsRefusedOnEveryNodeAndTakesNothing(ThreeNodes nodes) throws Exception {
    assertThat(new Person().signUp(nodes.node(0), "first@example.org", "Lighthouse").status())
        .isEqualTo(201);
    for (DemoNode node : nodes.all()) {
      Reply reply = new Person().signUp(node, "second@example.org", "LIGHTHOUSE");
      assertThat(reply.status()).isEqualTo(409);
      assertThat(reply.text("error")).contains("taken");
    }
    assertThat(resourcesOf(nodes, "second@example.org")).isZero();
    assertThat(new Person().signUp(nodes.node(1), "second@example.org", "Harbour").status())
        .isEqualTo(201);
  }

  @Test
  void aSecondDeviceFindsTheAccountFromEveryNode(ThreeNodes nodes) throws Exception {
    new Person().signUp(nodes.node(2), "carol@example.org", "Carol's");
    for (DemoNode node : nodes.all()) {
      Person phone = new Person();
      assertThat(phone.post(node, "/signin", "email", "Carol@Example.org").status()).isEqualTo(303);
      assertThat(phone.get(node, "/account.json").isAccount()).isTrue();
    }
    assertThat(new Person().post(nodes.node(0), "/signin", "email", "ghost@example.org").status())
        .isEqualTo(404);
  }

  @Test
  void whoSignsOutIsNobody(ThreeNodes nodes) throws Exception {
    Person dave = new Person();
    dave.signUp(nodes.node(0), "dave@example.org", "Dave's");
    assertThat(dave.post(nodes.node(1), "/signout").status()).isEqualTo(303);
    assertThat(dave.cookies.header()).isEmpty();
    assertThat(dave.get(nodes.node(0), "/account.json").status()).isEqualTo(401);
  }

  @Test
  void whoIsDeletedIsForgottenEverywhereAndMayComeBack(ThreeNodes nodes) throws Exception {
    Person erin = new Person();
    erin.signUp(nodes.node(0), "erin@example.org", "Erin's");
    erin.post(nodes.node(0), "/notes", "body", "to be forgotten");
    Person phone = new Person();
    phone.post(nodes.node(1), "/signin", "email", "erin@example.org");
    awaitRegistered(nodes, phone);
    assertThat(erin.post(nodes.node(2), "/delete").status()).isEqualTo(303);
    assertThat(erin.cookies.header()).isEmpty();
    await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              for (DemoNode node : nodes.all()) {
                Reply reply = phone.get(node, "/account.json");
                assertThat(reply.isAccountNotFound()).as("%s: %s", node, reply).isTrue();
                assertThat(reply.text("node")).isEqualTo(node.name());
              }
            });
    assertThat(phone.post(nodes.node(0), "/delete").status()).isEqualTo(404);
    Reply again = new Person().signUp(nodes.node(1), "erin@example.org", "Erin's");
    assertThat(again.status()).as(again.body()).isEqualTo(201);
  }

  private static DemoNode home(ThreeNodes nodes, Reply reply) {
    return nodes.all().stream()
        .filter(node -> node.manager().equals(reply.text("home")))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no home in " + reply));
  }

  private static void awaitRegistered(ThreeNodes nodes, Person person) {
    await()
        .atMost(SOON)
        .pollInterval(Duration.ofMillis(100))
        .untilAsserted(
            () -> {
              for (DemoNode node : nodes.all()) {
                assertThat(person.get(node, "/account.json").text("verdict"))
                    .isEqualTo("registered");
              }
            });
  }

  private static long resourcesOf(ThreeNodes nodes, String email) throws Exception {
    return nodes.count("select count(*) from berth_resource where owner = '" + email + "'");
  }
}
