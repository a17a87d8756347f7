package com.qubetics.dvpn.agent;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "com.qubetics.dvpn.agent",
    importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
  @ArchTest
  static final ArchRule FEATURES_HAVE_NO_CYCLES =
      slices()
          .matching("com.qubetics.dvpn.agent.(*)..")
          .should()
          .beFreeOfCycles()
          .because("a feature that needs another is read after it");

  @ArchTest
  static final ArchRule PROCESSES_ARE_STARTED_ELSEWHERE =
      noClasses()
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.lang.ProcessBuilder")
          .because("what runs on the provider's host has to be readable in one place");

  @ArchTest
  static final ArchRule ONLY_COMMANDS_KNOW_THE_CHAIN =
      noClasses()
          .that()
          .resideOutsideOfPackages("..agent.command", "..agent.home", "..agent.setup")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.qubetics.dvpn.evm..")
          .because("what libs/evm brings would cost the running agent memory it has no use for");

  @ArchTest
  static final ArchRule ONLY_SETUPS_ANSWERS_KNOW_PLACES =
      noClasses()
          .that()
          .doNotHaveSimpleName("SetupAnswers")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.qubetics.dvpn.place..")
          .because("the towns of the world would cost the running agent memory it has no use for")
          .allowEmptyShould(false);

  @ArchTest
  static final ArchRule COUNTING_IS_PURE =
      noClasses()
          .that()
          .resideInAPackage("..agent.usage")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "com.qubetics.dvpn.wireguard..",
              "..agent.firewall",
              "..agent.link",
              "java.net..",
              "java.nio.file..")
          .because("what is stated of a session follows from counters, acks and time alone");
}
