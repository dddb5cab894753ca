package io.berth.sample.demo;

import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import org.h2.tools.Server;

/** The authority's process: an H2 server on loopback. Arguments: port, directory. */
public final class AuthorityMain {
  private AuthorityMain() {}

  public static void main(String[] arguments) throws SQLException, InterruptedException {
    Server server =
        Server.createTcpServer(
            "-tcpPort", arguments[0], "-baseDir", arguments[1], "-ifNotExists", "-tcpDaemon");
    server.start();
    LauncherWatch.start(server::stop);
    new CountDownLatch(1).await();
  }
}
