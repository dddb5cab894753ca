package io.berth.sample.demo;

import java.io.File;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Finds the jars that the processes are given on the launcher's own class path. */
final class ClassPath {
  private ClassPath() {}

  /**
   * @throws IllegalStateException when no jar's file name starts with {@code prefix}
   */
  static Path jar(String prefix) {
    String classPath = System.getProperty("java.class.path");
    return Stream.of(classPath.split(File.pathSeparator))
        .map(Path::of)
        .filter(path -> String.valueOf(path.getFileName()).startsWith(prefix))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no " + prefix + "*.jar on the class path"));
  }
}
