package com.qubetics.dvpn.wireguard;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.qubetics.dvpn.wireguard.host.Tool;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "com.qubetics.dvpn.wireguard", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule PROGRAMS_ARE_STARTED_IN_ONE_PLACE =
      noClasses()
          .that()
          .doNotBelongToAnyOf(Tool.class)
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.lang.ProcessBuilder")
          .because("keys and arguments are guarded there, and time and output bounded");

  @ArchTest
  static final ArchRule PROGRAMS_KNOW_NO_PEERS =
      noClasses()
          .that()
          .resideInAPackage("..wireguard.host")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.qubetics.dvpn.wireguard")
          .because("a package is read from the ones it stands on upwards");

  @ArchTest
  static final ArchRule DEPENDS_ON_LITTLE =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "com.qubetics.dvpn.wireguard..",
              "com.qubetics.dvpn.protocol..",
              "com.fasterxml.jackson.annotation..",
              "javax.crypto..",
              "org.bouncycastle.crypto..",
              "org.bouncycastle.math..",
              "org.jspecify.annotations..")
          .because("it runs on users' devices and on small hosts; it brings no framework");
}
