package io.berth.cdi;

import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.jboss.logging.Logger;

/** JDBC drivers that came with a web application must not outlive it (ECOSYSTEM 4). */
final class Drivers {
  private static final Logger LOG = Logger.getLogger(Drivers.class);

  private Drivers() {}

  static void deregister(ClassLoader application) {
    List<Driver> drivers =
        DriverManager.drivers()
            .filter(driver -> driver.getClass().getClassLoader() == application)
            .toList();
    for (Driver driver : drivers) {
      try {
        DriverManager.deregisterDriver(driver);
      } catch (SQLException e) {
        LOG.warnf(e, "BERTH-334 JDBC driver %s stays registered", driver.getClass().getName());
      }
    }
  }
}
