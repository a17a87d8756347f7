package com.qubetics.dvpn.gateway;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.qubetics.dvpn.http.ServiceArchitecture;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(
    packages = "com.qubetics.dvpn.gateway",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest static final ArchTests EVERY_SERVICE = ArchTests.in(ServiceArchitecture.class);

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
}
