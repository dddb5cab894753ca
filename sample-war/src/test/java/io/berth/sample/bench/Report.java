package io.berth.sample.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * All that one run found.
 *
 * @param date when, in UTC
 * @param machine its shape
 * @param rig how long, how often, pinned or not
 * @param versions of what was compared
 * @param budgets every figure that has a limit
 * @param measurements every node under every load
 * @param memory what the nodes took
 */
public record Report(
    String date,
    Map<String, String> machine,
    Map<String, String> rig,
    Map<String, String> versions,
    List<Budget> budgets,
    List<Measurement> measurements,
    List<Memory> memory) {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  void write(Path file) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    JSON.writeValue(file.toFile(), this);
  }

  static Report read(Path file) throws IOException {
    return JSON.readValue(file.toFile(), Report.class);
  }
}
