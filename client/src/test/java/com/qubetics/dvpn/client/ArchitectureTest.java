package com.qubetics.dvpn.client;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "com.qubetics.dvpn.client",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule FEATURES_HAVE_NO_CYCLES =
      slices()
          .matching("com.qubetics.dvpn.client.(*)..")
          .should()
          .beFreeOfCycles()
          .because("each feature can then be read alone");

  @ArchTest
  static final ArchRule TOOLS_ARE_STARTED_ELSEWHERE =
      noClasses()
          .that()
          .resideOutsideOfPackage("..client.command")
          .should()
          .dependOnClassesThat()
          .areAssignableTo(ProcessBuilder.class)
          .because("libs/wireguard guards keys and arguments; command starts only itself");

  @ArchTest
  static final ArchRule BRINGS_NO_FRAMEWORK =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.springframework..", "org.apache.kafka..")
          .because("the client runs on users' devices");
}
