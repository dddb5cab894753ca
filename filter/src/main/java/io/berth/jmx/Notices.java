package io.berth.jmx;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import javax.management.MBeanNotificationInfo;
import javax.management.Notification;
import javax.management.NotificationBroadcasterSupport;

/**
 * Tells whoever listens to the Node bean what has happened. Listeners are called on the teller's
 * thread. Thread-safe.
 */
public final class Notices extends NotificationBroadcasterSupport {
  private final String source;
  private final AtomicLong number = new AtomicLong();

  /**
   * @param node the node that tells
   */
  public Notices(String node) {
    super(
        new MBeanNotificationInfo(
            Arrays.stream(Notice.values()).map(Notice::type).toArray(String[]::new),
            Notification.class.getName(),
            "What operators are told without asking"));
    this.source = node;
  }

  /**
   * @param message without names of consumers
   */
  public void tell(Notice notice, String message) {
    sendNotification(
        new Notification(
            notice.type(), source, number.incrementAndGet(), System.currentTimeMillis(), message));
  }
}
