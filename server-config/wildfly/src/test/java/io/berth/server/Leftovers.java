package io.berth.server;

import java.io.IOException;

/**
 * What deployed applications have in a server's process when all that may be collected is gone,
 * which takes more than one collection.
 *
 * @param threads of Berth's
 * @param drivers of H2, which the applications bring along and register
 * @param loaders of modules, of which each deployment is one
 */
record Leftovers(long threads, long drivers, long loaders) {

  static Leftovers of(ServerProcess server) throws IOException {
    server.jcmd("GC.run");
    server.jcmd("GC.run_finalization");
    String instances = server.jcmd("GC.class_histogram");
    long threads =
        server.jcmd("Thread.print").lines().filter(line -> line.startsWith("\"berth-")).count();
    return new Leftovers(
        threads,
        count(instances, "org.h2.Driver"),
        count(instances, "org.jboss.modules.ModuleClassLoader"));
  }

  /**
   * Of a type, whoever has loaded it; behind its name stands the JDK's module, for what has one.
   */
  private static long count(String histogram, String type) {
    return histogram
        .lines()
        .map(line -> line.strip().split("\\s+"))
        .filter(columns -> columns.length > 3 && columns[3].equals(type))
        .mapToLong(columns -> Long.parseLong(columns[1]))
        .sum();
  }
}
