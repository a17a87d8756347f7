package com.qubetics.dvpn.agent.command;

import com.qubetics.dvpn.agent.home.Home;
import com.qubetics.dvpn.agent.host.Host;
import com.qubetics.dvpn.agent.host.HostChange;
import com.qubetics.dvpn.agent.report.NodeReport;
import com.qubetics.dvpn.agent.setup.Finding;
import com.qubetics.dvpn.agent.setup.Setting;
import com.qubetics.dvpn.agent.setup.Setup;
import com.qubetics.dvpn.agent.setup.SetupAnswers;
import com.qubetics.dvpn.command.PlainWords;
import com.qubetics.dvpn.command.ProcessText;
import com.qubetics.dvpn.command.UnusableFileException;
import com.qubetics.dvpn.wireguard.host.ToolException;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/// `dvpn-node setup`: checks the host, makes keys and settings, changes the host, prints the
/// registration. Findings go to standard error, so that `--json` leaves the registration alone on
/// standard output.
///
/// Each [Setting] is an option; what is not given as one is taken from the environment, a settings
/// file, the setup before, and on a terminal asked for.
@Command(
    name = "setup",
    description = "Makes this host a node: checks it, makes keys, prints the registration.",
    footer = {
      "",
      "Each setting can be given as its option, as the variable DVPN_NODE_NAME (such as",
      "DVPN_NODE_EGRESS_INTERFACE) or as a line name=value of the --settings file, in this order;",
      "what was given to an earlier setup stays. Prompts appear on a terminal only.",
      "Exit code 0: ready to register; 1: a check found an ERROR, or no packet of users passes; 2: an"
          + " answer is missing or wrong."
    },
    mixinStandardHelpOptions = true)
final class SetupCommand implements Callable<Integer> {
  private static final Path SYSTEMD = Path.of("/run/systemd/system");

  /// Until an agent that was just started has seen a packet come back, or found why none does.
  private static final Duration FIRST_PACKET = Duration.ofSeconds(30);

  @Mixin private HomeOption homeOption;
  @Mixin private RegistrationOptions registration;

  @Option(names = "--settings", description = "file with lines name=value")
  private @Nullable Path settingsFile;

  @Option(names = "--dry-run", description = "print every change, make none")
  private boolean dryRun;

  @Option(
      names = "--service",
      negatable = true,
      description =
          "also what outlives a reboot: files in /etc, systemd units (default: where systemd runs)")
  private @Nullable Boolean service;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  /// An option for each setting.
  static void addSettings(CommandLine.Model.CommandSpec setup) {
    for (Setting setting : Setting.values()) {
      setup.addOption(
          OptionSpec.builder(setting.flag())
              .type(String.class)
              .paramLabel("TEXT")
              .description(
                  setting.description()
                      + setting.usual().map(text -> " (usual: " + text + ")").orElse(""))
              .build());
    }
  }

  @Override
  public Integer call() throws IOException, ToolException, InterruptedException {
    Home home = homeOption.home();
    PrintWriter report = spec.commandLine().getErr();
    Setup.Outcome outcome;
    try {
      outcome =
          new Setup(home, Host.THIS, NodeCommand.CLOCK).run(answers(home), isLasting(), dryRun);
    } catch (UnusableFileException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      report.println(PlainWords.of(String.valueOf(e.getMessage())));
      return CommandLine.ExitCode.USAGE;
    }
    outcome.findings().forEach(report::println);
    outcome
        .changes()
        .forEach(
            change ->
                report.println(
                    (dryRun ? "would: " : "") + change.place() + ": " + change.effect()));
    if (dryRun) {
      report.println(
          "would: folder " + home.folder() + ": settings and, unless they are there, keys (0600)");
      report.println("dry run: nothing was changed");
      return outcome.isReady() ? 0 : 1;
    }
    if (!outcome.isReady()) {
      report.println("mend what is an ERROR and run setup again; the host was not changed");
      return 1;
    }
    boolean passes = !servesAlready(outcome) || pathIsOpen(home, report);
    registration.present(
        home, registration.registration(home), spec.commandLine().getOut(), report);
    return passes ? 0 : 1;
  }

  /// Whether setup has started the agent, which then sends the first packet a user's way.
  private static boolean servesAlready(Setup.Outcome outcome) {
    return outcome.changes().stream()
            .anyMatch(change -> change.place().equals("unit dvpn-node.service"))
        && Files.isDirectory(SYSTEMD);
  }

  /// Waits for the agent's first word on the path, and shows it.
  private static boolean pathIsOpen(Home home, PrintWriter report)
      throws IOException, InterruptedException {
    Instant from = NodeCommand.CLOCK.instant();
    while (NodeCommand.CLOCK.instant().isBefore(from.plus(FIRST_PACKET))) {
      Optional<Finding> path = NodeReport.of(home, NodeCommand.CLOCK.instant()).path();
      if (path.isPresent()) {
        report.println(path.get());
        return !path.get().isError();
      }
      Thread.sleep(500);
    }
    report.println("the agent has not said yet whether users' packets pass: dvpn-node doctor");
    return true;
  }

  private boolean isLasting() {
    return service == null ? Files.isDirectory(SYSTEMD) : service;
  }

  private SetupAnswers answers(Home home) throws IOException {
    Map<Setting, String> flags = new EnumMap<>(Setting.class);
    for (Setting setting : Setting.values()) {
      String text = spec.findOption(setting.flag()).getValue();
      if (text != null) {
        flags.put(setting, text);
      }
    }
    SetupAnswers answers =
        new SetupAnswers()
            .from("the option", flags)
            .from("the environment", SetupAnswers.environment(environment()));
    if (settingsFile != null) {
      answers.from(settingsFile.toString(), SetupAnswers.file(settingsFile));
    }
    if (Files.exists(home.settingsFile())) {
      answers.from("the setup before", SetupAnswers.before(home.settings()));
    }
    Setup.complete(answers);
    Console console = System.console();
    if (console != null && console.isTerminal()) {
      answers.from("the terminal", asked(console, answers));
      answers.from("the terminal", askedToOpen(console, Setup.openingsToAsk(answers)));
    }
    return answers;
  }

  private static Map<String, String> environment() {
    return ProcessText.THIS.environment(System.getenv(), Setting.VARIABLE_PREFIX);
  }

  private static Map<Setting, String> askedToOpen(Console console, List<HostChange> openings) {
    if (openings.isEmpty()) {
      return Map.of();
    }
    openings.forEach(opening -> console.printf("  %s%n", opening.place()));
    String line =
        console.readLine("another firewall stops users' packets; make these in it? (yes or no): ");
    return Map.of(Setting.OPEN_FIREWALLS, line == null ? "" : line.strip());
  }

  private static Map<Setting, String> asked(Console console, SetupAnswers answers) {
    Map<Setting, String> given = new EnumMap<>(Setting.class);
    for (Setting setting : answers.missing()) {
      String line = console.readLine("%s (%s): ", setting.key(), setting.description());
      given.put(setting, line == null ? "" : line);
    }
    return given;
  }
}
