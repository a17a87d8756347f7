package com.qubetics.dvpn.selector;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
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
    packages = "com.qubetics.dvpn.selector",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule FEATURES_FORM_NO_CIRCLE =
      slices()
          .matching("com.qubetics.dvpn.selector.(*)..")
          .should()
          .beFreeOfCycles()
          .because("each feature must be readable on its own");

  @ArchTest
  static final ArchRule THE_CHOICE_IS_PURE =
      classes()
          .that()
          .resideInAnyPackage("..candidate..", "..constraint..", "..scoring..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "org.jspecify..",
              "com.qubetics.dvpn.protocol..",
              "com.qubetics.dvpn.selector..")
          .because("anybody must be able to recompute an answer from snapshot and seed");

  @ArchTest
  static final ArchRule GAUGES_HOLD_THEIR_SOURCE =
      noClasses()
          .should()
          .callMethod(Gauge.class, "builder", String.class, Object.class, ToDoubleFunction.class)
          .orShould()
          .callMethodWhere(target(owner(type(MeterRegistry.class))).and(target(name("gauge"))))
          .because("these hold their source weakly, and tell NaN once it is collected");
}
