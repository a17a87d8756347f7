package com.qubetics.dvpn.registry;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.qubetics.dvpn.http.ServiceArchitecture;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "com.qubetics.dvpn.registry",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest static final ArchTests EVERY_SERVICE = ArchTests.in(ServiceArchitecture.class);

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
