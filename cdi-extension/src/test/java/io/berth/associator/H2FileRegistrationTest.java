package io.berth.associator;

import io.berth.store.Authority;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class H2FileRegistrationTest extends RegistrationContract {
  @TempDir Path folder;

  @Override
  Authority open() {
    return Authority.h2(folder);
  }

  @Override
  int roundTrips() {
    return 4;
  }
}
