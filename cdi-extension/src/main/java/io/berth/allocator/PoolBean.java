package io.berth.allocator;

import org.jboss.logging.Logger;

/** The MXBeans of one pool. */
final class PoolBean implements PoolMXBean {
  private static final Logger LOG = Logger.getLogger(PoolBean.class);
  private final Pool pool;

  PoolBean(Pool pool) {
    this.pool = pool;
  }

  @Override
  public String getState() {
    int ready = getReady();
    if (ready > 0) {
      return ready < getFloor() ? "LOW" : "READY";
    }
    if (getFailures() > 0) {
      return "FAILING";
    }
    if (getMaking() > 0) {
      return "WARMING"; // slots are there, but nothing to give (LESSONS 17)
    }
    return pool.isFull() ? "FULL" : "EMPTY";
  }

  @Override
  public int getReady() {
    return pool.level().free();
  }

  @Override
  public int getMaking() {
    return pool.level().making();
  }

  @Override
  public int getWaiting() {
    return pool.waiting();
  }

  @Override
  public int getFloor() {
    return pool.policy().floor();
  }

  @Override
  public int getTarget() {
    return pool.target();
  }

  @Override
  public int getCeiling() {
    return pool.policy().ceiling();
  }

  @Override
  public boolean isSelfSizing() {
    return pool.rules().selfSizing();
  }

  @Override
  public double getSignUpsPerSecond() {
    return pool.demand().perSecond();
  }

  @Override
  public long getMillisToMakeOne() {
    return pool.demand().making().toMillis();
  }

  @Override
  public int getSafety() {
    return pool.rules().safety();
  }

  @Override
  public long getGeneration() {
    return pool.template().generation();
  }

  @Override
  public int getFailures() {
    return pool.backoff().failures();
  }

  /**
   * @param refill looks at the stock at once
   */
  static PoolControlMXBean control(Pool pool, Runnable refill) {
    return new PoolControlMXBean() {
      @Override
      public void changeBounds(int floor, int target, int ceiling) {
        PoolPolicy other = new PoolPolicy(floor, target, ceiling);
        LOG.infof("pool '%s' gets %s by an operator, had %s", pool.kind(), other, pool.policy());
        pool.become(other);
        refill.run();
      }

      @Override
      public void refill() {
        LOG.infof("pool '%s' is looked at, by an operator", pool.kind());
        refill.run();
      }
    };
  }
}
