package io.berth.sample.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A process of its own that is measured. It ends when this one does, for its standard input ends.
 */
final class Child implements AutoCloseable {
  private static final int STOP_SECONDS = 10;
  private static final double KIB_PER_MIB = 1024;

  private final Process process;
  private final Path log;
  private final BufferedReader answers;
  private final PrintStream questions;

  private Child(Process process, Path log) {
    this.process = process;
    this.log = log;
    this.answers = process.inputReader(StandardCharsets.UTF_8);
    this.questions = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
  }

  /** Starts a command; what it says on standard error is in {@code log}. */
  static Child start(List<String> command, Path log) throws IOException {
    Files.createDirectories(log.toAbsolutePath().getParent());
    Process process = new ProcessBuilder(command).redirectError(log.toFile()).start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
    return new Child(process, log);
  }

  /** The command that runs a class with this process's Java and class path. */
  static List<String> java(List<String> jvm, String mainClass, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvm);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
    command.addAll(arguments);
    return command;
  }

  /** Asks, and waits for the line that begins with {@code word}: its rest. */
  String ask(String question, String word) throws IOException {
    questions.println(question);
    return await(word);
  }

  /** Waits for the line that begins with {@code word}: its rest. Other lines are shown. */
  String await(String word) throws IOException {
    for (String line = answers.readLine(); line != null; line = answers.readLine()) {
      if (line.startsWith(word + " ")) {
        return line.substring(word.length() + 1);
      }
      System.out.println("  " + line);
    }
    throw new IOException("a child ended before it said '" + word + "'; see " + log);
  }

  /** CPU time so far, user and system, in microseconds; the system counts in steps of 10 ms. */
  static double cpuMicros(ProcessHandle of) {
    return of.info().totalCpuDuration().orElseThrow().toNanos() / 1000.0;
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  /** The most memory it ever had resident, in MiB; 0 where the system does not say. */
  double peakResidentMib() throws IOException {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    if (!Files.exists(status)) {
      return 0;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / KIB_PER_MIB)
        .findFirst()
        .orElse(0);
  }

  boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public void close() {
    questions.close();
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
