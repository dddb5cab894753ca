package io.berth.sample.bench.micro;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;

/** A PostgreSQL of the run's own that loses nothing; it ends when standard input does. */
final class OwnPostgres {
  private OwnPostgres() {}

  public static void main(String[] arguments) throws IOException {
    EmbeddedPostgres.Builder builder =
        EmbeddedPostgres.builder()
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("full_page_writes", "on");
    try (EmbeddedPostgres postgres = builder.start()) {
      System.out.println("ready " + postgres.getPort());
      while (System.in.read() >= 0) {
        // nobody asks it anything here
      }
    }
  }
}
