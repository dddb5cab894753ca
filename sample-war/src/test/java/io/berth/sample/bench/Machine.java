package io.berth.sample.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The shape of the machine, without its name. */
final class Machine {
  private static final double BYTES_PER_GIB = 1L << 30;
  private static final Path CPUS = Path.of("/proc/cpuinfo");

  private Machine() {}

  static Map<String, String> shape() throws IOException {
    Map<String, String> shape = new LinkedHashMap<>();
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    shape.put("cpu", cpu());
    shape.put("cores", Long.toString(cores()));
    shape.put(
        "memory",
        String.format(Locale.ROOT, "%.0f GiB", system.getTotalMemorySize() / BYTES_PER_GIB));
    shape.put("system", system.getName() + " " + system.getVersion() + " " + system.getArch());
    shape.put("java", System.getProperty("java.vendor") + " " + Runtime.version());
    shape.put(
        "load average at the end",
        String.format(Locale.ROOT, "%.1f", system.getSystemLoadAverage()));
    return shape;
  }

  /** This process may use but one of them. */
  private static long cores() throws IOException {
    return Files.exists(CPUS)
        ? Files.readAllLines(CPUS).stream().filter(line -> line.startsWith("processor")).count()
        : Runtime.getRuntime().availableProcessors();
  }

  private static String cpu() throws IOException {
    return Files.exists(CPUS)
        ? Files.readAllLines(CPUS).stream()
            .filter(line -> line.startsWith("model name"))
            .findFirst()
            .map(line -> line.substring(line.indexOf(':') + 2))
            .orElse("unknown")
        : "unknown";
  }
}
