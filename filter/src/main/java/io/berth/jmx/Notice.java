package io.berth.jmx;

/** What operators are told without asking: the types of the notifications. */
public enum Notice {
  STOCK_LOW("io.berth.stock.low"),
  STOCK_OUT("io.berth.stock.out"),
  STOCK_READY("io.berth.stock.ready"),
  CACHE_LOST("io.berth.cache.lost"),
  CACHE_BACK("io.berth.cache.back"),
  AUTHORITY_UNREACHABLE("io.berth.authority.unreachable"),
  AUTHORITY_BACK("io.berth.authority.back"),
  MANAGER_LOST("io.berth.manager.lost"),
  MANAGER_BACK("io.berth.manager.back"),
  REPLICATION_BEHIND("io.berth.replication.behind"),
  REPLICATION_CAUGHT_UP("io.berth.replication.caught-up"),
  CLOCK_WRONG("io.berth.clock.wrong"),
  CLOCK_RIGHT("io.berth.clock.right");

  private final String type;

  Notice(String type) {
    this.type = type;
  }

  /** As {@code javax.management.Notification.getType()} says it. */
  public String type() {
    return type;
  }
}
