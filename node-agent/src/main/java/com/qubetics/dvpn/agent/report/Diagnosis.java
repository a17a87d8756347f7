package com.qubetics.dvpn.agent.report;

import com.qubetics.dvpn.agent.setup.Finding;
import com.qubetics.dvpn.agent.setup.Finding.Check;
import java.util.ArrayList;
import java.util.List;

/// What `doctor` says of the agent and of the registry's view, in the form of setup's findings: one
/// per reason code.
public final class Diagnosis {

  private Diagnosis() {}

  public static List<Finding> of(NodeReport report) {
    List<Finding> findings = new ArrayList<>();
    if (report.isReady()) {
      findings.add(Finding.ok(Check.AGENT, "running and ready"));
    }
    findings.add(
        report
            .path()
            .orElseGet(
                () ->
                    Finding.note(
                        Check.PATH,
                        "not looked at: it is the running agent that sends the packet")));
    for (String code : report.reasons()) {
      Check check = Reason.isAgents(code) ? Check.AGENT : Check.REGISTRY;
      String what = code + ": " + Reason.meaning(code);
      findings.add(
          Reason.remedy(code).isEmpty()
              ? Finding.note(check, what)
              : Finding.error(check, what, Reason.remedy(code)));
    }
    if (report.isLive() && report.reasons().isEmpty()) {
      findings.add(Finding.ok(Check.REGISTRY, "the node serves and earns"));
    }
    return findings;
  }
}
