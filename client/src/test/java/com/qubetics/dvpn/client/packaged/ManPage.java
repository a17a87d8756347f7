package com.qubetics.dvpn.client.packaged;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// `dvpn.1` in the macros of man(7).
final class ManPage {
  private final CommandSpec root;

  ManPage(CommandSpec root) {
    this.root = root;
  }

  String text() {
    return """
        .TH DVPN 1 "" "%s" "Qubetics dVPN"
        .SH NAME
        dvpn \\- client of the Qubetics dVPN
        .SH SYNOPSIS
        .B dvpn
        .I COMMAND
        .RI [ options ]
        .SH DESCRIPTION
        %s
        .SH OPTIONS
        %s.SH COMMANDS
        %s.SH EXIT STATUS
        .TP
        .B 0
        done
        .TP
        .B 1
        refused or failed;
        .B audit
        found a difference
        .TP
        .B 2
        wrong usage
        .TP
        .B 3
        not logged in, or not connected
        .SH ENVIRONMENT
        .TP
        .B DVPN_HOME
        stands in for
        .B \\-\\-home
        .TP
        .BR DVPN_GATEWAY ", " DVPN_CA ", " DVPN_RPC
        stand in for
        .BR \\-\\-gateway ", " \\-\\-ca " and " \\-\\-rpc
        .SH FILES
        .TP
        .I ~/.dvpn
        login, keys, the connection that is held, and sealed what is needed to sign for open sessions
        .TP
        .I /etc/default/dvpn
        what
        .B dvpn.service
        connects with at boot
        .SH EXAMPLES
        .nf
        dvpn connect \\-\\-near 50.1,8.7 \\-\\-background
        dvpn export \\-\\-near 50.1,8.7 \\-\\-qr
        dvpn sign
        .fi
        .SH SEE ALSO
        .BR wg (8),
        .BR wg\\-quick (8)
        """
        .formatted(
            String.join(" ", root.version()),
            escaped(CommandTexts.description(root)),
            options(root),
            CommandTexts.subcommands(root).stream()
                .map(this::command)
                .collect(Collectors.joining()));
  }

  private String command(CommandSpec command) {
    List<CommandSpec> nested = CommandTexts.subcommands(command);
    String own =
        ".SS \"%s%s\"\n%s\n"
            .formatted(
                escaped(command.qualifiedName().substring(root.name().length() + 1)),
                CommandTexts.positionals(command).stream()
                    .map(ManPage::positional)
                    .collect(Collectors.joining()),
                escaped(CommandTexts.description(command)));
    return own
        + options(command)
        + nested.stream().map(this::command).collect(Collectors.joining());
  }

  private static String options(CommandSpec command) {
    return CommandTexts.options(command).stream()
        .map(ManPage::option)
        .collect(Collectors.joining());
  }

  private static String positional(PositionalParamSpec parameter) {
    return " " + escaped(parameter.paramLabel()) + (parameter.arity().max() > 1 ? " ..." : "");
  }

  private static String option(OptionSpec option) {
    String names =
        Arrays.stream(option.names())
            .map(name -> "\\fB" + escaped(name) + "\\fR")
            .collect(Collectors.joining(", "));
    String value =
        CommandTexts.takesValue(option) ? " \\fI" + escaped(option.paramLabel()) + "\\fR" : "";
    String description = CommandTexts.description(option);
    return ".TP\n%s%s\n%s\n"
        .formatted(
            names,
            value,
            description.isEmpty()
                ? escaped(option.longestName().replaceAll("^-+", "").toLowerCase(Locale.ROOT))
                : escaped(description));
  }

  /// No line may be read as a macro, no hyphen become a dash.
  static String escaped(String text) {
    String escaped = text.replace("\\", "\\e").replace("-", "\\-");
    return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
  }
}
