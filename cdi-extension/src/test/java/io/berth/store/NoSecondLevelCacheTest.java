package io.berth.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.hibernate.SessionFactory;
import org.hibernate.boot.MetadataSources;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.junit.jupiter.api.Test;

/**
 * Other nodes write Berth's tables, so a copy of a row in this one's Hibernate would be an
 * authority of its own. The {@code hibernate.properties} of these tests switch both caches on, as
 * those of an application may.
 */
class NoSecondLevelCacheTest {
  @Test
  void whatTheApplicationCachesIsNoWordAboutBerthsTables() {
    int before = CountedRegions.STARTED.get();
    try (Authority authority = Authority.h2()) {
      assertThat(authority.database()).isNotNull();
      assertThat(CountedRegions.STARTED).hasValue(before);
      try (SessionFactory applications = factory(authority.settings())) {
        assertThat(applications.isOpen()).isTrue();
        assertThat(CountedRegions.STARTED).as("an application's own unit").hasValue(before + 1);
      }
    }
  }

  private static SessionFactory factory(StoreSettings settings) {
    return new MetadataSources(
            new StandardServiceRegistryBuilder()
                .applySetting("jakarta.persistence.jdbc.url", settings.url())
                .applySetting("jakarta.persistence.jdbc.user", settings.user())
                .applySetting("jakarta.persistence.jdbc.password", settings.password())
                .build())
        .buildMetadata()
        .buildSessionFactory();
  }
}
