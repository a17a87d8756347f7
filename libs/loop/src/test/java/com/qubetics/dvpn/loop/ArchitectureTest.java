package com.qubetics.dvpn.loop;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "com.qubetics.dvpn.loop", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule NEEDS_THE_JDK_ALONE =
      classes()
          .that()
          .resideOutsideOfPackage("..loop.spring..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("java..", "com.qubetics.dvpn.loop", "org.jspecify.annotations..")
          .because("agent and client repeat steps too, without a framework");
}
