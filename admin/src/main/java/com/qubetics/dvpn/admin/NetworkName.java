package com.qubetics.dvpn.admin;

import com.qubetics.dvpn.admin.deploy.DeploymentPlan;
import com.qubetics.dvpn.evm.Roles;
import java.util.Locale;
import java.util.function.Function;

/// The networks there are, each with its chain id and parameters.
enum NetworkName {
  DEVNET(DeploymentPlan::devnet),
  TESTNET(DeploymentPlan::testnet),
  MAINNET(DeploymentPlan::mainnet);

  private final Function<Roles, DeploymentPlan> plan;

  NetworkName(Function<Roles, DeploymentPlan> plan) {
    this.plan = plan;
  }

  DeploymentPlan plan(Roles roles) {
    return plan.apply(roles);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
