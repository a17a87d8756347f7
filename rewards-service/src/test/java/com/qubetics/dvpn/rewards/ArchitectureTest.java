package com.qubetics.dvpn.rewards;

import com.qubetics.dvpn.http.ServiceArchitecture;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;

@AnalyzeClasses(
    packages = "com.qubetics.dvpn.rewards",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest static final ArchTests EVERY_SERVICE = ArchTests.in(ServiceArchitecture.class);
}
