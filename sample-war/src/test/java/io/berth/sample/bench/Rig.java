package io.berth.sample.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** The load generator's thread, the backends, and the nodes under test. */
final class Rig implements AutoCloseable {
  static final List<String> JVM = List.of("-Xms256m", "-Xmx512m", "-XX:+UseSerialGC");
  private static final int NODES_FROM = 100;
  private static final Duration START = Duration.ofSeconds(60);
  private static final long POLL_NANOS = 50_000_000;

  private final Options options;
  private final Cores cores;
  private final Findings findings;
  private final Reactor reactor = new Reactor();
  private final List<Backend> backends = new ArrayList<>();
  private int nextPort;

  Rig(Options options, Cores cores, Findings findings) throws IOException {
    this.options = options;
    this.cores = cores;
    this.findings = findings;
    this.nextPort = options.basePort() + NODES_FROM;
    for (int i = 0; i < Consumers.BACKENDS.length(); i++) {
      backends.add(new Backend(reactor, Consumers.BACKENDS.charAt(i), backendPort() + i));
    }
  }

  private int backendPort() {
    return options.basePort() + 1;
  }

  Reactor reactor() {
    return reactor;
  }

  Options options() {
    return options;
  }

  Findings findings() {
    return findings;
  }

  /** Starts a candidate and waits until it answers; empty when it is not installed. */
  Optional<NodeUnderTest> start(Candidate candidate, List<String> moreJvm) throws IOException {
    int port = nextPort++;
    Path log = options.output().resolve(candidate.name() + ".log");
    if (!candidate.program().isEmpty()) {
      return Optional.of(startJava(candidate, port, log, moreJvm, backendPort()));
    }
    Optional<Path> program = HaProxy.program();
    if (program.isEmpty()) {
      System.out.println(candidate.name() + " is not installed: left out");
      return Optional.empty();
    }
    findings.version(candidate.name(), HaProxy.version(program.get()));
    List<String> command = HaProxy.command(program.get(), options.output(), port, backendPort());
    Child child = Child.start(cores.forNode(command), log);
    awaitDoor(candidate, child, port);
    return Optional.of(new NodeUnderTest(candidate, child, port));
  }

  /** Starts a candidate that is Java, before backends of somebody's own from that port on. */
  NodeUnderTest startBefore(int backend, Candidate candidate) throws IOException {
    Path log = options.output().resolve(candidate.name() + ".log");
    return startJava(candidate, nextPort++, log, List.of(), backend);
  }

  private NodeUnderTest startJava(
      Candidate candidate, int port, Path log, List<String> moreJvm, int backend)
      throws IOException {
    List<String> jvm = new ArrayList<>(JVM);
    jvm.addAll(moreJvm);
    List<String> arguments = List.of(Integer.toString(port), Integer.toString(backend));
    List<String> command = Child.java(jvm, candidate.program(), arguments);
    Child child = Child.start(cores.forNode(command), log);
    findings.version(candidate.name(), child.await("ready"));
    return new NodeUnderTest(candidate, child, port);
  }

  private static void awaitDoor(Candidate candidate, Child child, int port) throws IOException {
    long deadline = System.nanoTime() + START.toNanos();
    while (child.isAlive() && System.nanoTime() < deadline) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress("127.0.0.1", port));
        return;
      } catch (IOException e) {
        LockSupport.parkNanos(POLL_NANOS); // not yet open
      }
    }
    throw new IOException(candidate.name() + " did not open port " + port);
  }

  /** Runs a class that prints {@code result NAME NUMBER} lines, on the core of the nodes. */
  Child startMicro(String program, List<String> jvm, List<String> arguments) throws IOException {
    String mainClass = "io.berth.sample.bench.micro." + program;
    Path log = options.output().resolve(program + ".log");
    return Child.start(cores.forNode(Child.java(jvm, mainClass, arguments)), log);
  }

  /** Runs such a class among the nodes under test, with all that they have. */
  Child startNode(String program, List<String> jvm, List<String> arguments) throws IOException {
    String mainClass = "io.berth.sample.bench.node." + program;
    Path log = options.output().resolve(program + ".log");
    return Child.start(cores.forNode(Child.java(jvm, mainClass, arguments)), log);
  }

  /** The first of some ports that nobody else of this run uses. */
  int freePorts(int count) {
    int first = nextPort;
    nextPort += count;
    return first;
  }

  /** Runs such a class on the core of load and backends: what the measured one leans on. */
  Child startBesideLoad(String program) throws IOException {
    String mainClass = "io.berth.sample.bench.micro." + program;
    Path log = options.output().resolve(program + ".log");
    return Child.start(Child.java(List.of("-Xmx64m"), mainClass, List.of()), log);
  }

  @Override
  public void close() throws IOException {
    for (Backend backend : backends) {
      backend.close();
    }
    reactor.close();
  }
}
