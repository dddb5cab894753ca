package io.berth.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.berth.filter.Health.Condition;
import io.berth.filter.Health.Part;
import io.berth.jmx.Notice;
import io.berth.settings.Settings;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What somebody with a JMX console sees, is told, and leaves behind. */
class OperatorsTest {
  private static final Logger AUDIT = Logger.getLogger("io.berth.audit");

  private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
  private final List<String> audited = new CopyOnWriteArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          audited.add(line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  private BerthContext berth;

  @BeforeEach
  void start() {
    AUDIT.addHandler(handler);
    berth = BerthContext.start(Settings.of(Site.node("rm-o", 20_091)));
  }

  @AfterEach
  void stop() {
    berth.close();
    AUDIT.removeHandler(handler);
  }

  private static ObjectName bean(String type) throws Exception {
    return new ObjectName("io.berth:type=" + type + ",node=node-rm-o");
  }

  private Object call(String type, String operation, String... values) throws Exception {
    String[] types = new String[values.length];
    java.util.Arrays.fill(types, String.class.getName());
    return server.invoke(bean(type), operation, values, types);
  }

  @Test
  void everyChangeIsAuditedAndNoConsumerIsNamed() throws Exception {
    call("NodeControl", "drain");
    call("NodeControl", "resume");
    call("NodeControl", "evict", "ann@example.org");
    assertThat(audited)
        .hasSize(3)
        .allMatch(line -> line.startsWith("io.berth:type=NodeControl,node=node-rm-o by "))
        .noneMatch(line -> line.contains("ann@example.org"));
    assertThat(audited.get(2)).contains("evict(a***(15)) done");
  }

  @Test
  void nonsenseIsRefusedAndAudited() {
    for (String nonsense : new String[] {"", "x".repeat(129), "a\u0000b", "a\nb"}) {
      assertThatThrownBy(() -> call("NodeControl", "evict", nonsense)).isNotNull();
      assertThatThrownBy(() -> call("Router", "explain", nonsense)).isNotNull();
    }
    assertThat(audited)
        .hasSize(4)
        .allMatch(line -> line.contains("refused, IllegalArgumentException"))
        .allMatch(line -> line.contains("evict(text of "));
  }

  @Test
  void aThousandCallsFillNoLog() throws Exception {
    for (int i = 0; i < 1_000; i++) {
      call("NodeControl", "evict", "bob");
    }
    assertThat(audited.size()).isBetween(20, 400);
  }

  @Test
  void theNodeTellsWhoeverListens() throws Exception {
    List<String> told = new CopyOnWriteArrayList<>();
    server.addNotificationListener(
        bean("Node"), (notification, handback) -> told.add(notification.getType()), null, null);
    AtomicReference<Condition> authority = new AtomicReference<>(Condition.OK);
    AtomicReference<Condition> stock = new AtomicReference<>(Condition.OK);
    berth.health().watch(Part.AUTHORITY, authority::get);
    berth.health().watch(Part.STOCK, stock::get);
    berth.operations().announce(io.berth.model.NodeState.READY);
    awaitTold(told, Notice.MANAGER_BACK);
    authority.set(Condition.LOST);
    stock.set(Condition.LOW);
    awaitTold(told, Notice.AUTHORITY_UNREACHABLE, Notice.STOCK_LOW);
    authority.set(Condition.OK);
    stock.set(Condition.OUT);
    awaitTold(told, Notice.AUTHORITY_BACK, Notice.STOCK_OUT);
    berth.operations().announce(io.berth.model.NodeState.GONE);
    awaitTold(told, Notice.MANAGER_LOST);
  }

  private static void awaitTold(List<String> told, Notice... notices) {
    List<String> types = new ArrayList<>();
    for (Notice notice : notices) {
      types.add(notice.type());
    }
    await().atMost(Duration.ofSeconds(15)).until(() -> told.containsAll(types));
  }

  @Test
  void whatIsSeenIsOfOpenTypesWithoutClassesOfOurs() throws Exception {
    for (ObjectName name : server.queryNames(new ObjectName("io.berth:node=node-rm-o,*"), null)) {
      for (var attribute : server.getMBeanInfo(name).getAttributes()) {
        Object value = server.getAttribute(name, attribute.getName());
        assertThat(value.getClass().getName())
            .as("%s of %s", attribute.getName(), name)
            .matches(
                "java\\.lang\\..*|\\[Ljava\\.lang\\.String;|javax\\.management\\.openmbean\\..*");
      }
    }
  }
}
