package com.qubetics.dvpn.admin;

import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/// What a command prints: lines for people, or one JSON object.
final class Output {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  /// @param people the lines instead
  void print(Object object, String people) {
    PrintWriter out = spec.commandLine().getOut();
    out.print(json ? JsonMapper.shared().writeValueAsString(object) + "\n" : people);
    out.flush();
  }

  /// A line about what goes on, beside the result.
  void progress(String line) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(line);
    err.flush();
  }
}
