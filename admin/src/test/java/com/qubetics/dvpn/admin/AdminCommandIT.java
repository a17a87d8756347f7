package com.qubetics.dvpn.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.chain.AnchorKind;
import com.qubetics.dvpn.chain.Call;
import com.qubetics.dvpn.chain.Calls;
import com.qubetics.dvpn.chain.Network;
import com.qubetics.dvpn.engines.Anvil;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class AdminCommandIT {
  @TempDir Path folder;

  private final String rpc = Anvil.shared().rpcUrl();
  private Path key;
  private Path out;

  @BeforeEach
  void writesTheKey() throws Exception {
    key = folder.resolve("key");
    Files.writeString(key, Anvil.DEV_KEY + "\n");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    out = folder.resolve("network.json");
  }

  @Test
  void deploysOnceAndKeepsWhatIsThere() throws Exception {
    Result first = deploy("--network", "devnet", "--fund", "500");
    assertThat(first.code).as(first.err).isZero();
    Network network = Network.read(out);
    assertThat(network.genesis() % 5).isZero();
    assertThat(network.schedule().epochSeconds()).isEqualTo(60);
    String file = Files.readString(out);

    Result second = deploy("--network", "devnet", "--fund", "500");
    assertThat(second.code).as(second.err).isZero();
    assertThat(second.out).startsWith("kept");
    assertThat(Files.readString(out)).isEqualTo(file);

    Result verified = run("verify", "--rpc", rpc, "--network-file", out.toString(), "--json");
    assertThat(verified.code).as(verified.err).isZero();
    assertThat(verified.out).contains("\"differences\":[]");
  }

  @Test
  void refusesAnotherChain() {
    Result result = deploy("--network", "testnet");
    assertThat(result.code).isEqualTo(1);
    assertThat(result.err).contains("the node is of chain 31337 (expected: 9029)");
  }

  @Test
  void saysWhereAFileDiffersFromTheChain() throws Exception {
    deploy("--network", "devnet");
    Files.writeString(
        out, Files.readString(out).replaceAll("\"epochSeconds\" : 60", "\"epochSeconds\" : 90"));
    Result result = run("verify", "--rpc", rpc, "--network-file", out.toString());
    assertThat(result.code).isEqualTo(1);
    assertThat(result.out).contains("epoch length: 60 on chain, 90 in the file");
  }

  @Test
  void sendsATransactionAndDecodesARefusal() {
    deploy("--network", "devnet");
    Calls calls = new Calls(Network.read(out));
    Result funded = transact(calls.fund(TokenAmount.ofTics("1")), "--json");
    assertThat(funded.code).as(funded.err).isZero();
    assertThat(funded.out).contains("\"gasUsed\":");

    Call early =
        calls.anchor(
            1_000_000, AnchorKind.SESSIONS, Bytes32.ZERO, 0, BigInteger.ZERO, Bytes32.ZERO);
    Result refused = transact(early);
    assertThat(refused.code).isEqualTo(1);
    assertThat(refused.err).contains("EpochNotEnded(1000000)");
  }

  @Test
  void refusesAKeyFileThatOthersMayRead() throws Exception {
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
    Result result = deploy("--network", "devnet");
    assertThat(result.code).isEqualTo(1);
    assertThat(result.err).contains("chmod 600").doesNotContain(Anvil.DEV_KEY.substring(2));
  }

  private Result deploy(String... more) {
    return run(
        with(more, "deploy", "--rpc", rpc, "--key-file", key.toString(), "--out", out.toString()));
  }

  private Result transact(Call call, String... more) {
    return run(
        with(
            more,
            "transact",
            "--rpc",
            rpc,
            "--key-file",
            key.toString(),
            "--to",
            call.to().toString(),
            "--value",
            call.value().toString(),
            "--data",
            call.dataHex()));
  }

  private static String[] with(String[] more, String... first) {
    List<String> all = new ArrayList<>(List.of(first));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private static Result run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command =
        AdminCommand.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err, true));
    int code = command.execute(arguments);
    return new Result(code, out.toString(), err.toString());
  }

  private record Result(int code, String out, String err) {}
}
