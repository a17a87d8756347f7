package com.qubetics.dvpn.client.command;

import com.qubetics.dvpn.client.audit.Audit;
import com.qubetics.dvpn.client.audit.PublishedFiles;
import com.qubetics.dvpn.client.gateway.Gateway;
import com.qubetics.dvpn.wire.network.NetworkFacts;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "audit",
    description = "Recompute an epoch from its published files and compare it with the chain.")
public final class AuditCommand implements Callable<Integer> {
  @Mixin private Common common;

  @Parameters(paramLabel = "EPOCH")
  private long epoch;

  @Option(
      names = "--gateway",
      paramLabel = "URL",
      defaultValue = "${env:DVPN_GATEWAY}",
      description = "env DVPN_GATEWAY; default: that of the login")
  private @Nullable URI url;

  @Option(names = "--ca", paramLabel = "FILE", defaultValue = "${env:DVPN_CA}")
  private @Nullable Path authority;

  @Option(
      names = "--rpc",
      paramLabel = "URL",
      defaultValue = "${env:DVPN_RPC}",
      description = "your own RPC endpoint of the chain (env DVPN_RPC; default: the login's)")
  private @Nullable URI rpc;

  @Option(
      names = "--network",
      paramLabel = "FILE",
      description = "network.json with the contracts; default: as the gateway says")
  private @Nullable Path network;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "keep the files here; a file that is there is used as it is")
  private @Nullable Path directory;

  @Override
  public Integer call() {
    try (Gateway gateway = common.gateway(url, authority)) {
      NetworkFacts facts = network == null ? gateway.network() : NetworkFile.read(network);
      Audit.Report report =
          new Audit(new PublishedFiles(gateway, directory), common.chain(rpc, facts), facts)
              .of(epoch);
      common.show(report, text(report));
      return report.holds() ? 0 : 1;
    }
  }

  private static String text(Audit.Report report) {
    return report.checks().stream()
            .map(
                check ->
                    "%-7s  %-26s  %s"
                        .formatted(
                            check.holds() ? "equal" : "DIFFERS", check.subject(), check.detail()))
            .collect(Collectors.joining("\n"))
        + "\nepoch %s: %s"
            .formatted(
                report.epoch(),
                report.holds() ? "recomputed, equal to the chain" : "NOT what the chain says");
  }
}
