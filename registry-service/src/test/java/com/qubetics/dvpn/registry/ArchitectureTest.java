package com.qubetics.dvpn.registry;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "com.qubetics.dvpn.registry",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule featuresHaveNoCycles =
      slices()
          .matching("com.qubetics.dvpn.registry.(*)..")
          .should()
          .beFreeOfCycles()
          .because("a feature is read from the node outwards");

  @ArchTest
  static final ArchRule theDrawIsPure =
      noClasses()
          .that()
          .haveSimpleName("Draw")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.springframework..", "java.sql..", "jakarta..")
          .because("anyone must be able to repeat it");
}
