package io.berth.store;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class H2FileStoreTest extends StoreContract {
  @TempDir Path folder;

  @Override
  Authority open() {
    return Authority.h2(folder);
  }
}
