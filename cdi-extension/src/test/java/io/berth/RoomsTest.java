package io.berth;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who may know whom in the control plane (DESIGN 2). */
@AnalyzeClasses(packages = "io.berth", importOptions = ImportOption.DoNotIncludeTests.class)
class RoomsTest {
  private static final String[] CONTROL_PLANE = {
    "io.berth.allocator..",
    "io.berth.associator..",
    "io.berth.replication..",
    "io.berth.provisioner..",
    "io.berth.store..",
    "io.berth.background..",
    "io.berth.scripts..",
    "io.berth.cdi.."
  };

  @ArchTest
  static final ArchRule THE_DATA_PLANE_DOES_NOT_KNOW_THE_CONTROL_PLANE =
      noClasses()
          .that()
          .resideOutsideOfPackages(CONTROL_PLANE)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(CONTROL_PLANE);

  @ArchTest
  static final ArchRule NOBODY_KNOWS_THE_WIRING =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.berth.cdi..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.berth.cdi..");

  @ArchTest
  static final ArchRule THE_STORE_KNOWS_THE_MODEL_AND_THE_MAPPING_ONLY =
      noClasses()
          .that()
          .resideInAPackage("io.berth.store..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.berth.allocator..",
              "io.berth.associator..",
              "io.berth.replication..",
              "io.berth.background..",
              "io.berth.cluster..",
              "io.berth.filter..");

  @ArchTest
  static final ArchRule THE_ALLOCATOR_DOES_NOT_KNOW_WHO_CLAIMS =
      noClasses()
          .that()
          .resideInAPackage("io.berth.allocator..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.berth.associator..", "io.berth.replication..");

  @ArchTest
  static final ArchRule THE_ASSOCIATOR_DOES_NOT_KNOW_HOW_DATA_TRAVELS =
      noClasses()
          .that()
          .resideInAPackage("io.berth.associator..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.berth.replication..");

  @ArchTest
  static final ArchRule A_READY_MADE_PROVISIONER_KNOWS_WHAT_ANY_OTHER_KNOWS =
      noClasses()
          .that()
          .resideInAPackage("io.berth.provisioner..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.berth.store..", "io.berth.associator..", "io.berth.replication..");

  @ArchTest
  static final ArchRule SQL_IS_IN_THE_STORE =
      noClasses()
          .that()
          .resideInAnyPackage(CONTROL_PLANE)
          .and()
          .resideOutsideOfPackages("io.berth.store..", "io.berth.provisioner..", "io.berth.cdi..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.sql..", "javax.sql..", "org.hibernate..", "com.zaxxer..");

  @ArchTest
  static final ArchRule ONLY_THE_WIRING_AND_THE_QUALIFIER_KNOW_CDI =
      classes()
          .that()
          .resideInAnyPackage(CONTROL_PLANE)
          .and()
          .resideOutsideOfPackage("io.berth.cdi..")
          .and()
          .doNotHaveSimpleName("Provisions")
          .should()
          .onlyDependOnClassesThat()
          .resideOutsideOfPackages("jakarta.enterprise..", "jakarta.inject..");
}
