package com.qubetics.dvpn.gateway;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
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
    packages = "com.qubetics.dvpn.gateway",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule FEATURES_FORM_NO_CIRCLE =
      slices()
          .matching("com.qubetics.dvpn.gateway.(*)..")
          .should()
          .beFreeOfCycles()
          .because("each feature must be readable on its own");

  @ArchTest
  static final ArchRule NO_FORWARDED_ADDRESS =
      noClasses()
          .that()
          .resideOutsideOfPackage("..admission..")
          .and()
          .doNotHaveSimpleName("UpstreamCaller")
          .should()
          .callMethodWhere(target(nameMatching("getRemote(Addr|Host|User)")))
          .because(
              "only what bounds requests may look at a client's address, and what tells a node's"
                  + " measurement whom to measure (I11)");

  @ArchTest
  static final ArchRule GAUGES_HOLD_THEIR_SOURCE =
      noClasses()
          .should()
          .callMethod(Gauge.class, "builder", String.class, Object.class, ToDoubleFunction.class)
          .orShould()
          .callMethodWhere(target(owner(type(MeterRegistry.class))).and(target(name("gauge"))))
          .because("these hold their source weakly, and tell NaN once it is collected");
}
