package com.qubetics.dvpn.wire;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "com.qubetics.dvpn.wire", importOptions = DoNotIncludeTests.class)
final class ArchitectureTest {

  @ArchTest
  static final ArchRule ROOMS_HAVE_NO_CYCLES =
      slices()
          .matching("com.qubetics.dvpn.wire.(*)..")
          .should()
          .beFreeOfCycles()
          .because("each part of the API can then be read alone");

  @ArchTest
  static final ArchRule RECORDS_DEPEND_ON_LITTLE =
      classes()
          .that()
          .resideOutsideOfPackage("..wire.json")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "com.qubetics.dvpn.wire..",
              "com.qubetics.dvpn.protocol..",
              "com.fasterxml.jackson.annotation..",
              "org.jspecify.annotations..")
          .because("agents, clients and services carry them, each with its own reader");

  @ArchTest
  static final ArchRule BRINGS_NO_FRAMEWORK =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideOutsideOfPackages("org.springframework..", "jakarta..")
          .because("agents and clients carry it");
}
