package com.qubetics.dvpn.client.packaged;

import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// What man page and completions both ask of a command.
final class CommandTexts {
  private CommandTexts() {}

  /// Aliases left out.
  static List<CommandSpec> subcommands(CommandSpec command) {
    return command.subcommands().entrySet().stream()
        .filter(entry -> entry.getKey().equals(entry.getValue().getCommandName()))
        .map(entry -> entry.getValue().getCommandSpec())
        .toList();
  }

  static List<OptionSpec> options(CommandSpec command) {
    return command.options().stream().filter(option -> !option.hidden()).toList();
  }

  static List<PositionalParamSpec> positionals(CommandSpec command) {
    return command.positionalParameters();
  }

  static String description(CommandSpec command) {
    return String.join(" ", command.usageMessage().description());
  }

  /// As written, with nothing of this machine put in.
  static String description(OptionSpec option) {
    return Arrays.stream(option.description()).collect(Collectors.joining(" "));
  }

  static boolean takesValue(OptionSpec option) {
    return option.arity().max() > 0;
  }

  static boolean takesFile(OptionSpec option) {
    return option.type().equals(Path.class) || option.type().equals(File.class);
  }
}
