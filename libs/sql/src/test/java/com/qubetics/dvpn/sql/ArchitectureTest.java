package com.qubetics.dvpn.sql;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "com.qubetics.dvpn.sql", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule KNOWS_VALUES_AND_ROWS_ONLY =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "com.qubetics.dvpn.sql..",
              "com.qubetics.dvpn.protocol..",
              "org.springframework.jdbc.core..",
              "org.jspecify.annotations..")
          .because(
              "how a value lies in a table has nothing to do with what a service does with it");
}
