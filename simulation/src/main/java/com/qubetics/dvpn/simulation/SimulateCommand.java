package com.qubetics.dvpn.simulation;

import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/// The command `dvpn-simulate`; `./dev simulate` runs it.
@Command(
    name = "dvpn-simulate",
    mixinStandardHelpOptions = true,
    description = {
      "Drives the rule set and the ladder of penalties through a year with each cheat in turn,",
      "and says what cheating brought over the honest use of the same means (docs/economics.md).",
      "Exit code 1 if a cheat within the assumptions gains."
    })
public final class SimulateCommand implements Callable<Integer> {
  @Option(names = "--seed", defaultValue = "1", paramLabel = "N", description = "of all chance (1)")
  private long seed;

  @Option(names = "--json", description = "print one JSON object; amounts in TICS, as text")
  private boolean json;

  @Option(names = "--short", description = "45 epochs, 50 and 100 nodes")
  private boolean isShort;

  @Option(
      names = "--nodes",
      paramLabel = "N",
      description = "one network of so many, 50 to 1000 (50, 200 and 1000)")
  private @Nullable Integer nodes;

  @Option(names = "--epochs", paramLabel = "N", description = "days (365)")
  private @Nullable Integer epochs;

  @Spec private CommandSpec spec;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new SimulateCommand()).execute(arguments));
  }

  @Override
  public Integer call() throws InterruptedException {
    List<Verdict> verdicts = simulation().run(Rules.SECOND, Attacks.all());
    PrintWriter out = spec.commandLine().getOut();
    out.print(json ? json(verdicts) + "\n" : table(verdicts));
    out.flush();
    return verdicts.stream().anyMatch(of -> of.within() && of.net().signum() > 0) ? 1 : 0;
  }

  private Simulation simulation() {
    Simulation usual = isShort ? Simulation.shortOne(seed) : Simulation.full(seed);
    try {
      return new Simulation(
          seed,
          epochs == null ? usual.epochs() : epochs,
          nodes == null ? usual.sizes() : List.of(nodes));
    } catch (IllegalArgumentException e) {
      throw new CommandLine.ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private static String json(List<Verdict> verdicts) {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put(
        "attackers", verdicts.stream().filter(Verdict::within).map(SimulateCommand::row).toList());
    report.put(
        "beyond", verdicts.stream().filter(of -> !of.within()).map(SimulateCommand::row).toList());
    return JsonMapper.shared().writeValueAsString(report);
  }

  private static Map<String, Object> row(Verdict of) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("name", of.name());
    row.put("nodes", of.nodes());
    row.put("cost", Economy.text(of.cost()));
    row.put("gain", Economy.text(of.gain()));
    row.put("net", Economy.text(of.net()));
    row.put("honest-lost", Economy.text(of.honestLost()));
    row.put("honest-slashed", Economy.text(of.honestSlashed()));
    row.put("honest-jailed", of.honestJailed());
    row.put("struck", of.struck());
    return row;
  }

  private static String table(List<Verdict> verdicts) {
    StringBuilder table =
        new StringBuilder(
            line("within the assumptions", "nodes", "cost", "gain", "net", "honest lost"));
    verdicts.stream().filter(Verdict::within).map(SimulateCommand::line).forEach(table::append);
    table.append('\n').append(line("beyond them", "nodes", "cost", "gain", "net", "honest lost"));
    verdicts.stream().filter(of -> !of.within()).map(SimulateCommand::line).forEach(table::append);
    return table.append("\nTICS, over the honest use of the same means\n").toString();
  }

  private static String line(Verdict of) {
    return line(
        of.name(),
        Integer.toString(of.nodes()),
        rounded(of.cost()),
        rounded(of.gain()),
        rounded(of.net()),
        rounded(of.honestLost()));
  }

  private static String line(
      String name, String nodes, String cost, String gain, String net, String lost) {
    return String.format(
        Locale.ROOT, "%-30s %5s %12s %12s %12s %12s\n", name, nodes, cost, gain, net, lost);
  }

  private static String rounded(BigInteger amount) {
    return new BigDecimal(amount, 18).setScale(2, RoundingMode.HALF_UP).toPlainString();
  }
}
