package com.qubetics.dvpn.rewards;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;

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

  @ArchTest
  static final ArchRule GAUGES_HOLD_THEIR_SOURCE =
      noClasses()
          .should()
          .callMethod(Gauge.class, "builder", String.class, Object.class, ToDoubleFunction.class)
          .orShould()
          .callMethodWhere(target(owner(type(MeterRegistry.class))).and(target(name("gauge"))))
          .because("these hold their source weakly, and tell NaN once it is collected");
}
