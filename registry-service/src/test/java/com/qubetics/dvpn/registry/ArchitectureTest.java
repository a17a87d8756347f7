package com.qubetics.dvpn.registry;

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
    packages = "com.qubetics.dvpn.registry",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule featuresHaveNoCycles =
      slices()
          .matching("com.qubetics.dvpn.registry.(*)..")
          .should()
          .beFreeOfCycles()
          .because("a feature is read from the node outwards");

  @ArchTest
  static final ArchRule theDrawIsPure =
      noClasses()
          .that()
          .haveSimpleName("Draw")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.springframework..", "java.sql..", "jakarta..")
          .because("anyone must be able to repeat it");

  @ArchTest
  static final ArchRule GAUGES_HOLD_THEIR_SOURCE =
      noClasses()
          .should()
          .callMethod(Gauge.class, "builder", String.class, Object.class, ToDoubleFunction.class)
          .orShould()
          .callMethodWhere(target(owner(type(MeterRegistry.class))).and(target(name("gauge"))))
          .because("these hold their source weakly, and tell NaN once it is collected");
}
