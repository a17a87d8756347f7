package com.qubetics.dvpn.ledger;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.qubetics.dvpn.http.ServiceArchitecture;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "com.qubetics.dvpn.ledger", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest static final ArchTests EVERY_SERVICE = ArchTests.in(ServiceArchitecture.class);

  @ArchTest
  static final ArchRule LIBRARIES_STAND_BEFORE_KAFKA =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.kafka..", "jakarta.persistence..")
          .because("libs/events is the only one that knows how");
}
