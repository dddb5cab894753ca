package io.berth.sample.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** The web application unpacked once, for all nodes to read. */
final class UnpackedWar {
  private UnpackedWar() {}

  static void unpack(Path war, Path directory) throws IOException {
    try (InputStream file = Files.newInputStream(war);
        ZipInputStream zip = new ZipInputStream(file)) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        unpack(zip, entry, directory);
      }
    }
  }

  private static void unpack(ZipInputStream zip, ZipEntry entry, Path directory)
      throws IOException {
    Path target = directory.resolve(entry.getName()).normalize();
    if (!target.startsWith(directory)) {
      throw new IOException("entry outside of the archive: " + entry.getName());
    }
    if (entry.isDirectory()) {
      Files.createDirectories(target);
    } else {
      Files.createDirectories(target.getParent());
      Files.copy(zip, target);
    }
  }
}
