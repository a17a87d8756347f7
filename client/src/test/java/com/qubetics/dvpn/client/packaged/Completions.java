package com.qubetics.dvpn.client.packaged;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// Completions of the command for the three shells.
final class Completions {
  private final CommandLine line;
  private final CommandSpec root;

  Completions(CommandLine line) {
    this.line = line;
    this.root = line.getCommandSpec();
  }

  /// To be read by a shell, so without the line that names a program for it. Picocli numbers the
  /// script's variables with the locale's digits, which bash takes in ASCII only.
  String bash() {
    Locale usual = Locale.getDefault(Locale.Category.FORMAT);
    Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
    try {
      return AutoComplete.bash(root.name(), line).replaceFirst("^#!.*\n", "");
    } finally {
      Locale.setDefault(Locale.Category.FORMAT, usual);
    }
  }

  /// A function for each command, as `_arguments` wants it.
  String zsh() {
    return "#compdef dvpn\n\n" + zsh(root).collect(Collectors.joining("\n")) + "\n_dvpn \"$@\"\n";
  }

  private Stream<String> zsh(CommandSpec command) {
    List<CommandSpec> nested = CommandTexts.subcommands(command);
    Stream<String> options = CommandTexts.options(command).stream().map(Completions::zshOption);
    String own =
        nested.isEmpty()
            ? "%s() {\n  _arguments -s%s '*: :_default'\n}\n"
                .formatted(function(command), options.collect(Collectors.joining()))
            : """
              %s() {
                local curcontext="$curcontext" state line
                local -a commands=(%s
                )
                _arguments -C -s%s '1: :->command' '*:: :->argument'
                case $state in
                  command) _describe command commands ;;
                  argument)
                    case $line[1] in
              %s        esac
                    ;;
                esac
              }
              """
                .formatted(
                    function(command),
                    nested.stream().map(Completions::zshCommand).collect(Collectors.joining()),
                    options.collect(Collectors.joining()),
                    nested.stream()
                        .map(sub -> "        %s) %s ;;\n".formatted(sub.name(), function(sub)))
                        .collect(Collectors.joining()));
    return Stream.concat(Stream.of(own), nested.stream().flatMap(this::zsh));
  }

  private static String function(CommandSpec command) {
    return "_" + command.qualifiedName("_").replace('-', '_');
  }

  private static String zshCommand(CommandSpec command) {
    return "\n    '%s:%s'".formatted(command.name(), zshQuoted(CommandTexts.description(command)));
  }

  private static String zshOption(OptionSpec option) {
    String value = CommandTexts.takesValue(option) ? zshValue(option) : "";
    return Stream.of(option.names())
        .map(
            name ->
                " \\\n    '%s[%s]%s'"
                    .formatted(name, zshQuoted(CommandTexts.description(option)), value))
        .collect(Collectors.joining());
  }

  private static String zshValue(OptionSpec option) {
    return ":%s:%s"
        .formatted(zshQuoted(option.paramLabel()), CommandTexts.takesFile(option) ? "_files" : " ");
  }

  private static String zshQuoted(String text) {
    return text.replace("\\", "\\\\")
        .replace("[", "\\[")
        .replace("]", "\\]")
        .replace(":", "\\:")
        .replace("'", "'\\''");
  }

  String fish() {
    List<String> lines = new ArrayList<>(List.of("complete -c dvpn -f"));
    fish(root, List.of(), lines);
    return String.join("\n", lines) + "\n";
  }

  private void fish(CommandSpec command, List<String> path, List<String> lines) {
    List<CommandSpec> nested = CommandTexts.subcommands(command);
    for (CommandSpec sub : nested) {
      lines.add(
          "complete -c dvpn -n '%s' -a %s -d '%s'"
              .formatted(
                  fishCondition(path, nested),
                  sub.name(),
                  fishQuoted(CommandTexts.description(sub))));
    }
    for (OptionSpec option : CommandTexts.options(command)) {
      lines.add(fishOption(option, fishCondition(path, nested)));
    }
    for (CommandSpec sub : nested) {
      fish(sub, Stream.concat(path.stream(), Stream.of(sub.name())).toList(), lines);
    }
  }

  /// All words of the path were typed, and none of the commands below it.
  private static String fishCondition(List<String> path, List<CommandSpec> nested) {
    String seen =
        path.stream()
            .map(word -> "__fish_seen_subcommand_from " + word)
            .collect(Collectors.joining("; and "));
    String none =
        nested.isEmpty()
            ? ""
            : "not __fish_seen_subcommand_from "
                + nested.stream().map(CommandSpec::name).collect(Collectors.joining(" "));
    return seen + (seen.isEmpty() || none.isEmpty() ? "" : "; and ") + none;
  }

  private static String fishOption(OptionSpec option, String condition) {
    String names =
        Stream.of(option.names())
            .map(
                name ->
                    name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1))
            .collect(Collectors.joining());
    String value =
        !CommandTexts.takesValue(option) ? "" : CommandTexts.takesFile(option) ? " -r -F" : " -x";
    return "complete -c dvpn -n '%s'%s%s -d '%s'"
        .formatted(condition, names, value, fishQuoted(CommandTexts.description(option)));
  }

  private static String fishQuoted(String text) {
    return text.replace("\\", "\\\\").replace("'", "\\'");
  }

  /// Where the shells look for them, below /usr/share.
  enum Shell {
    BASH("bash-completion/completions/dvpn"),
    ZSH("zsh/vendor-completions/_dvpn"),
    FISH("fish/vendor_completions.d/dvpn.fish");

    final String path;

    Shell(String path) {
      this.path = path;
    }

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  String of(Shell shell) {
    return switch (shell) {
      case BASH -> bash();
      case ZSH -> zsh();
      case FISH -> fish();
    };
  }
}
