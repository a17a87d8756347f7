package com.qubetics.dvpn.client.command;

import com.qubetics.dvpn.client.login.Access;
import com.qubetics.dvpn.client.selection.Selections;
import com.qubetics.dvpn.wire.selection.Selection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(name = "select", description = "Ask which nodes are best near a place, and why.")
public final class SelectCommand implements Callable<Integer> {
  @Mixin private Common common;
  @Mixin private WishOptions wish;

  @Option(names = "--limit", defaultValue = "3", paramLabel = "N")
  private int limit;

  @Override
  public Integer call() {
    try (Access access = common.access()) {
      Selection selection = new Selections(access).select(wish.wish(), limit);
      common.show(selection, text(selection));
    }
    return 0;
  }

  private static String text(Selection selection) {
    String candidates =
        selection.candidates().stream()
            .map(
                candidate ->
                    "%s  %-20s  %s  score %s  %s"
                        .formatted(
                            candidate.node(),
                            candidate.place().city() + ", " + candidate.place().country(),
                            candidate.endpoint(),
                            candidate.score(),
                            reasons(candidate.reasons())))
            .collect(Collectors.joining("\n"));
    String rejected =
        selection.rejected().stream()
            .map(entry -> "\n%s  passed over: %s".formatted(entry.node(), entry.reasons()))
            .collect(Collectors.joining());
    int more = selection.rejectedInAll() - selection.rejected().size();
    return candidates + rejected + (more > 0 ? "\npassed over besides: %s".formatted(more) : "");
  }

  private static String reasons(List<Selection.Reason> reasons) {
    return reasons.stream()
        .map(reason -> reason.code() + "=" + reason.value())
        .collect(Collectors.joining(" "));
  }
}
