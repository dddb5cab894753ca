package io.berth.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.flywaydb.core.api.resource.LoadableResource;

/** One migration script of this jar. */
final class Script extends LoadableResource {
  private final String folder;
  private final String file;

  Script(String folder, String file) {
    this.folder = folder;
    this.file = file;
  }

  @Override
  public Reader read() {
    try (InputStream script = Script.class.getClassLoader().getResourceAsStream(folder + file)) {
      if (script == null) {
        throw new IllegalStateException("the jar lacks " + folder + file);
      }
      return new StringReader(new String(script.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String getAbsolutePath() {
    return folder + file;
  }

  @Override
  public String getAbsolutePathOnDisk() {
    return folder + file;
  }

  @Override
  public String getFilename() {
    return file;
  }

  @Override
  public String getRelativePath() {
    return file;
  }
}
