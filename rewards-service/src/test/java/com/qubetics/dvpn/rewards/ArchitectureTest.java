package com.qubetics.dvpn.rewards;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "com.qubetics.dvpn.rewards",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule NO_CYCLES =
      slices()
          .matching("com.qubetics.dvpn.rewards.(*)..")
          .should()
          .beFreeOfCycles()
          .because("a feature is read without the ones built on it");

  @ArchTest
  static final ArchRule CHAIN_BY_ITS_LIBRARY =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.web3j..")
          .because("web3j lives in libs/chain only");
}
