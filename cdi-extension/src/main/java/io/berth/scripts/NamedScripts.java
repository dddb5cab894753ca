package io.berth.scripts;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.resource.LoadableResource;
import org.jspecify.annotations.Nullable;

/**
 * Migration scripts by name. They are not searched for, because searching the class path means
 * something else on every server.
 *
 * @param loader has them
 * @param folder where they are, with a slash at its end
 * @param names of all of them, each of which must be there
 */
public record NamedScripts(ClassLoader loader, String folder, List<String> names)
    implements ResourceProvider {
  public NamedScripts {
    names = List.copyOf(names);
    for (String name : names) {
      if (loader.getResource(folder + name) == null) {
        throw new IllegalArgumentException("there is no script " + folder + name);
      }
    }
  }

  @Override
  public @Nullable LoadableResource getResource(String name) {
    return names.contains(name) ? new NamedScript(this, name) : null;
  }

  @Override
  public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
    return names.stream()
        .filter(name -> name.startsWith(prefix))
        .<LoadableResource>map(name -> new NamedScript(this, name))
        .toList();
  }

  private static final class NamedScript extends LoadableResource {
    private final NamedScripts scripts;
    private final String name;

    NamedScript(NamedScripts scripts, String name) {
      this.scripts = scripts;
      this.name = name;
    }

    @Override
    public Reader read() {
      String path = getAbsolutePath();
      try (InputStream script = scripts.loader.getResourceAsStream(path)) {
        if (script == null) {
          throw new IllegalStateException("there is no script " + path);
        }
        return new StringReader(new String(script.readAllBytes(), StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public String getAbsolutePath() {
      return scripts.folder + name;
    }

    @Override
    public String getAbsolutePathOnDisk() {
      return getAbsolutePath();
    }

    @Override
    public String getFilename() {
      return name;
    }

    @Override
    public String getRelativePath() {
      return name;
    }
  }
}
