package io.berth.exact;

import io.berth.allocator.ResourceProvisioner;
import io.berth.model.ConsumerId;
import io.berth.model.Resource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** Real things as rows of a table that Berth knows nothing of; making them fails now and then. */
final class RealThings implements ResourceProvisioner {
  static final String TABLE =
      "CREATE TABLE real_thing (name VARCHAR(64) PRIMARY KEY, owner VARCHAR(128))";
  private static final int ONE_IN = 100;
  private final DataSource dataSource;
  private final Random random;
  final AtomicInteger faults = new AtomicInteger();

  RealThings(DataSource dataSource, long seed) {
    this.dataSource = dataSource;
    this.random = new Random(seed);
  }

  @Override
  public void provision(Resource resource) {
    change("INSERT INTO real_thing (name) VALUES (?) ON CONFLICT DO NOTHING", resource.name());
    failNowAndThen("making");
  }

  @Override
  public void personalise(Resource resource, ConsumerId owner) {
    change("UPDATE real_thing SET owner = ? WHERE name = ?", owner.value(), resource.name());
    failNowAndThen("personalising");
  }

  @Override
  public void retire(Resource resource) {
    failNowAndThen("retiring");
    change("DELETE FROM real_thing WHERE name = ?", resource.name());
  }

  private void failNowAndThen(String what) {
    if (random.nextInt(ONE_IN) == 0) {
      faults.incrementAndGet();
      throw new IllegalStateException("planted: " + what + " failed");
    }
  }

  private void change(String sql, String... parameters) {
    try (Connection connection = dataSource.getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setString(i + 1, parameters[i]);
      }
      statement.executeUpdate();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
