package io.berth;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who may know whom (DESIGN 2). */
@AnalyzeClasses(packages = "io.berth", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String JDK = "java..";
  private static final String JSPECIFY = "org.jspecify..";

  @ArchTest
  static final ArchRule modelKnowsNobody =
      classes()
          .that()
          .resideInAPackage("io.berth.model")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("io.berth.model", JDK, JSPECIFY);

  @ArchTest
  static final ArchRule settingsKnowNobody =
      classes()
          .that()
          .resideInAPackage("io.berth.settings")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("io.berth.settings", JDK, JSPECIFY);

  @ArchTest
  static final ArchRule theRouterKnowsTheModelAlone =
      classes()
          .that()
          .resideInAPackage("io.berth.router")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("io.berth.router", "io.berth.model", JDK, JSPECIFY);

  @ArchTest
  static final ArchRule theForwarderKnowsNeitherTokensNorMappings =
      noClasses()
          .that()
          .resideInAPackage("io.berth.forward")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.berth.identifier..",
              "io.berth.mapping..",
              "io.berth.cluster..",
              "io.berth.router..",
              "io.berth.filter..",
              "org.infinispan..");

  @ArchTest
  static final ArchRule packetsKnowNeitherRoutesNorServlets =
      noClasses()
          .that()
          .resideInAPackage("io.berth.packet")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.berth.forward..", "io.berth.router..", "io.berth.filter..", "jakarta.servlet..");

  @ArchTest
  static final ArchRule onlyTheFilterWires =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.berth.filter")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.berth.filter");

  @ArchTest
  static final ArchRule infinispanStaysInItsRooms =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.berth.mapping", "io.berth.cluster")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.infinispan..", "org.jgroups..");

  @ArchTest
  static final ArchRule theDataPlaneKnowsNeitherCdiNorPersistence =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "jakarta.enterprise..",
              "jakarta.inject..",
              "jakarta.persistence..",
              "org.hibernate..");

  /** RULES 4.43: nothing an operator can call takes a URL, a path, a class or a script. */
  @ArchTest
  static final ArchRule operatorsPassOpenTypesOnly =
      methods()
          .that()
          .areDeclaredInClassesThat()
          .haveSimpleNameEndingWith("MXBean")
          .should()
          .haveRawParameterTypes(
              describe(
                  "names and numbers",
                  types ->
                      types.stream()
                          .allMatch(
                              type -> type.isPrimitive() || type.isEquivalentTo(String.class))));
}
