package com.qubetics.dvpn.selector;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.qubetics.dvpn.http.ServiceArchitecture;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "com.qubetics.dvpn.selector",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest static final ArchTests EVERY_SERVICE = ArchTests.in(ServiceArchitecture.class);

  @ArchTest
  static final ArchRule THE_CHOICE_IS_PURE =
      classes()
          .that()
          .resideInAnyPackage("..candidate..", "..constraint..", "..scoring..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "org.jspecify..",
              "com.qubetics.dvpn.protocol..",
              "com.qubetics.dvpn.wire.selection..",
              "com.qubetics.dvpn.selector..")
          .because("anybody must be able to recompute an answer from snapshot and seed");
}
