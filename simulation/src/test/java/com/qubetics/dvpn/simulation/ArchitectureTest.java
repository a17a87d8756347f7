package com.qubetics.dvpn.simulation;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "com.qubetics.dvpn.simulation",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule ALONE =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "com.qubetics.dvpn.simulation",
              "com.qubetics.dvpn.epoch..",
              "com.qubetics.dvpn.protocol..",
              "picocli..",
              "tools.jackson..",
              "java..",
              "org.jspecify..")
          .because("what it finds is a matter of the rules, not of what runs on this machine");
}
