package com.qubetics.dvpn.protocol;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "com.qubetics.dvpn.protocol",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule DEPENDS_ON_LITTLE =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "com.qubetics.dvpn.protocol..",
              "com.fasterxml.jackson.annotation..",
              "fr.acinq.secp256k1..",
              "org.bouncycastle.crypto..",
              "org.jspecify.annotations..")
          .because("agents, clients and auditors carry this library; it brings no framework");
}
