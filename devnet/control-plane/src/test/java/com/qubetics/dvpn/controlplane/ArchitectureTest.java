package com.qubetics.dvpn.controlplane;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "com.qubetics.dvpn.controlplane",
    importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
  @ArchTest
  static final ArchRule KNOWS_THE_WIRE_ONLY =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "javax.net.ssl",
              "javax.security.auth.x500",
              "com.sun.net.httpserver",
              "com.qubetics.dvpn.controlplane",
              "com.qubetics.dvpn.protocol..",
              "com.qubetics.dvpn.wire..",
              "tools.jackson..",
              "org.jspecify.annotations")
          .because("a fake that shared the code of either side would share its mistakes");
}
