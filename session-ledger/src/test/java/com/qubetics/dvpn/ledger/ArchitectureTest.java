package com.qubetics.dvpn.ledger;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;

@AnalyzeClasses(packages = "com.qubetics.dvpn.ledger", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule FEATURES_FORM_NO_CIRCLE =
      slices()
          .matching("com.qubetics.dvpn.ledger.(*)..")
          .should()
          .beFreeOfCycles()
          .because("a feature can be read, and moved, without those that use it");

  @ArchTest
  static final ArchRule LIBRARIES_STAND_BEFORE_KAFKA_AND_WEB3J =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.kafka..", "org.web3j..", "jakarta.persistence..")
          .because("libs/events and libs/chain are the only ones that know how");

  @ArchTest
  static final ArchRule GAUGES_HOLD_THEIR_SOURCE =
      noClasses()
          .should()
          .callMethod(Gauge.class, "builder", String.class, Object.class, ToDoubleFunction.class)
          .orShould()
          .callMethodWhere(target(owner(type(MeterRegistry.class))).and(target(name("gauge"))))
          .because("these hold their source weakly, and tell NaN once it is collected");
}
