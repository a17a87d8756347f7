package com.qubetics.dvpn.http;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaCall.Predicates;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;

/// What holds in every service; each has it in its own architecture test, beside its own rules.
public final class ServiceArchitecture {

  @ArchTest
  static final ArchRule FEATURES_FORM_NO_CIRCLE =
      slices()
          .matching("com.qubetics.dvpn.*.(*)..")
          .should()
          .beFreeOfCycles()
          .because("a feature can be read, and moved, without those that use it");

  @ArchTest
  static final ArchRule ROWS_ARE_READ_BY_THEIR_LIBRARY =
      noClasses()
          .should()
          .dependOnClassesThat(
              nameMatching(
                  "java.sql.(ResultSet|Timestamp)|org.springframework.jdbc.core.JdbcTemplate"))
          .because("how a value lies in a table is said once, in libs/sql");

  @ArchTest
  static final ArchRule GAUGES_HOLD_THEIR_SOURCE =
      noClasses()
          .should()
          .callMethod(Gauge.class, "builder", String.class, Object.class, ToDoubleFunction.class)
          .orShould()
          .callMethodWhere(
              Predicates.target(owner(type(MeterRegistry.class)))
                  .and(Predicates.target(name("gauge"))))
          .because("these hold their source weakly, and tell NaN once it is collected");

  private ServiceArchitecture() {}
}
