package com.qubetics.dvpn.admin.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.qubetics.dvpn.engines.Anvil;
import com.qubetics.dvpn.evm.ChainException;
import com.qubetics.dvpn.evm.ChangedNode;
import com.qubetics.dvpn.evm.FakeTime;
import com.qubetics.dvpn.evm.Network;
import com.qubetics.dvpn.evm.RoleKeys;
import com.qubetics.dvpn.evm.Roles;
import com.qubetics.dvpn.evm.abi.Abi;
import com.qubetics.dvpn.evm.contract.RpcChainReader;
import com.qubetics.dvpn.evm.key.ExternalSigner;
import com.qubetics.dvpn.evm.key.FakeExternalSigner;
import com.qubetics.dvpn.evm.key.Signer;
import com.qubetics.dvpn.evm.rpc.JsonRpc;
import com.qubetics.dvpn.evm.transaction.NotYetException;
import com.qubetics.dvpn.evm.transaction.Waiting;
import com.qubetics.dvpn.evm.transaction.Wallet;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Hex;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeploymentIT {
  private static final DeploymentPlan PLAN =
      withFund(DeploymentPlan.devnet(RoleKeys.ROLES), TokenAmount.ofTics("500"));

  private final Anvil anvil = Anvil.start();
  private final JsonRpc rpc = new JsonRpc(URI.create(anvil.rpcUrl()));
  private final PrivateKey key = PrivateKey.parse(Anvil.DEV_KEY);
  private final Signer signer = Signer.of(key);
  private final List<String> progress = new ArrayList<>();
  @TempDir private Path folder;

  @AfterEach
  void stops() {
    anvil.close();
  }

  @Test
  void writesTheAddressFileAfterEverythingIsThere() {
    Network network = deployment(rpc).deploy(PLAN, file());
    assertThat(Network.read(file())).isEqualTo(network);
    assertThat(Deployment.journalOf(file())).doesNotExist();
    assertThat(new Verification(rpc).differences(network)).isEmpty();
    assertThat(new RpcChainReader(network.contracts(), rpc).funded())
        .isEqualTo(TokenAmount.ofTics("500"));
    assertThat(rpc.nonce(key.address())).isEqualTo(5);
  }

  /// Each turn a chain as it was, and a connection that breaks at the next question: before it
  /// reaches the node, and after.
  @Test
  void completesWithoutDeployingTwiceWhereverItWasKilled() throws Exception {
    // Every question nightly, a third of them in the gate; a step has four.
    int stride = Boolean.getBoolean("dvpn.nightly") ? 1 : 3;
    int kills = 0;
    for (boolean answered : new boolean[] {false, true}) {
      boolean completed = false;
      for (int question = 1; !completed; question += stride) {
        String snapshot = result(anvil.call("evm_snapshot", "[]"));
        Path file = folder.resolve("network-%s-%s.json".formatted(answered, question));
        try (BreakingRpc breaking = new BreakingRpc(anvil.rpcUrl(), question, answered)) {
          completed = completes(new JsonRpc(URI.create(breaking.url())), file);
        }
        assertThat(Files.exists(file)).isEqualTo(completed);
        if (!completed) {
          kills++;
          goesOn(file, "killed at question %s, answered=%s".formatted(question, answered));
        }
        anvil.call("evm_revert", "[\"%s\"]".formatted(snapshot));
      }
    }
    assertThat(kills).isGreaterThan(20);
  }

  @Test
  void raisesNoSecondDeploymentWhenItsKeyIsAtASigningServiceThatGoesDown() {
    try (FakeExternalSigner service = new FakeExternalSigner(key)) {
      ExternalSigner external = new ExternalSigner(service.url(), key.address());
      service.goDown();
      Deployment deployment =
          new Deployment(rpc, external, new Waiting(Duration.ofSeconds(10)), progress::add);
      assertThatThrownBy(() -> deployment.deploy(PLAN, file())).isInstanceOf(ChainException.class);
      service.comeBack();
      assertThat(new Verification(rpc).differences(deployment.deploy(PLAN, file()))).isEmpty();
      assertThat(rpc.nonce(key.address())).isEqualTo(5);
    }
  }

  @Test
  void refusesToGoOnWithOtherParametersOrAfterTheKeySentSomethingElse() {
    anvil.call("evm_setAutomine", "[false]");
    Deployment impatient =
        new Deployment(rpc, signer, FakeTime.waiting(Duration.ofSeconds(3)), progress::add);
    assertThatThrownBy(() -> impatient.deploy(PLAN, file()))
        .isInstanceOf(ChainException.class)
        .hasMessageContaining("run it again");
    DeploymentPlan other = withFund(PLAN, TokenAmount.ZERO);
    assertThatThrownBy(() -> impatient.deploy(other, file()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("with other parameters");

    anvil.call("anvil_dropAllTransactions", "[]");
    anvil.call("evm_setAutomine", "[true]");
    new Wallet(rpc, signer, Duration.ofSeconds(10))
        .transact(key.address(), BigInteger.ZERO, new byte[0]);
    assertThatThrownBy(() -> deployment(rpc).deploy(PLAN, file()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nonce 0 was used by another transaction, 0x")
        .hasMessageContaining("in block 1");
    assertThat(file()).doesNotExist();
  }

  /// As on a chain of 6 s whose receipts come 8 s late: the nonce is used at once, each receipt
  /// comes after 40 looks.
  @Test
  void waitsForLateReceiptsThroughFailedLooks() {
    Map<String, Integer> looks = new ConcurrentHashMap<>();
    try (ChangedNode late =
        new ChangedNode(
            anvil.rpcUrl(),
            (method, request, node) -> {
              if (!method.equals("eth_getTransactionReceipt")) {
                return node.get();
              }
              int look = looks.merge(request.path("params").path(0).asString(), 1, Integer::sum);
              if (look % 7 == 0 && look < 40) {
                return null;
              }
              return look < 40 ? ChangedNode.result("null") : node.get();
            })) {
      Deployment impatient = deployment(late.rpc(), FakeTime.waiting(Duration.ofSeconds(4)));
      assertThatThrownBy(() -> impatient.deploy(PLAN, file()))
          .isInstanceOf(NotYetException.class)
          .hasMessageContaining("not yet; run it again");
      looks.clear();
      Network network =
          deployment(late.rpc(), FakeTime.waiting(Duration.ofMinutes(2))).deploy(PLAN, file());
      assertThat(new Verification(rpc).differences(network)).isEmpty();
    }
    assertThat(rpc.nonce(key.address())).isEqualTo(5);
    assertThat(progress)
        .anyMatch(line -> line.contains("no answer") && line.endsWith("; going on"))
        .anyMatch(line -> line.matches("vault: block [0-9]+, charged 0\\.[0-9]+ TICS"));
  }

  @Test
  void raisesNoFeeWhileTheChainStandsStill() {
    anvil.call("evm_setAutomine", "[false]");
    Deployment patient =
        new Deployment(
            rpc,
            signer,
            FakeTime.waiting(Duration.ofHours(1)),
            Duration.ofSeconds(30),
            progress::add);
    assertThatThrownBy(() -> patient.deploy(PLAN, file())).isInstanceOf(NotYetException.class);
    assertThat(progress).noneMatch(line -> line.contains("raised"));
    anvil.call("evm_setAutomine", "[true]");
    anvil.mine(1);
    goesOn(file(), "after the halt");
  }

  @Test
  void refusesADeployerWithTooLittleBeforeAnythingIsSent() {
    Signer poor = Signer.of(RoleKeys.key(9));
    Deployment deployment =
        new Deployment(rpc, poor, new Waiting(Duration.ofSeconds(5)), progress::add);
    assertThat(deployment.costs(PLAN).missing()).isGreaterThan(TokenAmount.ofTics("500"));
    assertThatThrownBy(() -> deployment.deploy(PLAN, file()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("more to it")
        .hasMessageNotContaining("TICS TICS");
    assertThat(Deployment.journalOf(file())).doesNotExist();
  }

  @Test
  void waitsForConfirmationsOnARealNetworkAndBeginsEpochsAtMidnight() throws Exception {
    anvil.call("anvil_setChainId", "[9030]");
    anvil.call("evm_setIntervalMining", "[1]");
    Network network = deployment(rpc).deploy(DeploymentPlan.mainnet(RoleKeys.ROLES), file());
    assertThat(rpc.blockNumber()).isGreaterThanOrEqualTo(network.deployedAtBlock() + 3);
    assertThat(network.genesis() % 86_400).isZero();
    assertThat(network.chainId()).isEqualTo(9030);
    assertThat(new Verification(rpc).differences(network)).isEmpty();
  }

  @Test
  void raisesTheFeeOfWhatNoBlockTakes() {
    anvil.call("evm_setAutomine", "[false]");
    Deployment impatient =
        new Deployment(rpc, signer, FakeTime.waiting(Duration.ofSeconds(3)), progress::add);
    assertThatThrownBy(() -> impatient.deploy(PLAN, file())).isInstanceOf(ChainException.class);
    anvil.call("anvil_dropAllTransactions", "[]");
    anvil.call("anvil_setNextBlockBaseFeePerGas", "[\"0x2540be400\"]");
    anvil.call("evm_setIntervalMining", "[1]");
    Network network =
        new Deployment(
                rpc,
                signer,
                new Waiting(Duration.ofMinutes(1)),
                Duration.ofMillis(700),
                progress::add)
            .deploy(PLAN, file());
    assertThat(progress).anyMatch(line -> line.contains("its fee is raised"));
    assertThat(new Verification(rpc).differences(network)).isEmpty();
    assertThat(rpc.nonce(key.address())).isEqualTo(5);
  }

  @Test
  void findsWhoHasARoleThatIsNotTheirs() {
    Roles mine = Roles.allBy(key.address());
    Network network = deployment(rpc).deploy(DeploymentPlan.devnet(mine), file());
    Network expected =
        Network.parse(
            network
                .text()
                .replace(
                    "\"guardian\" : \"" + key.address(),
                    "\"guardian\" : \"" + RoleKeys.ROLES.guardian()));
    assertThat(new Verification(rpc).differences(expected))
        .containsExactly(
            "GUARDIAN at %s: held by %s, expected %s"
                .formatted(network.rewardsVault(), key.address(), RoleKeys.ROLES.guardian()));
  }

  @Test
  void findsGrantsAndRevocationsMadeLater() {
    Network network = deployment(rpc).deploy(DeploymentPlan.devnet(RoleKeys.ROLES), file());
    Address vault = network.rewardsVault();
    impersonated(network, "grantRole(bytes32,address)", "GUARDIAN_ROLE", key.address());
    impersonated(network, "grantRole(bytes32,address)", "TREASURER_ROLE", key.address());
    impersonated(
        network, "revokeRole(bytes32,address)", "PROPOSER_ROLE", RoleKeys.ROLES.proposer());
    assertThat(new Verification(rpc).differences(network))
        .anyMatch(line -> line.startsWith("GUARDIAN at " + vault) && line.contains(", 0x"))
        .anyMatch(line -> line.startsWith("PROPOSER at " + vault + ": held by nobody"))
        .anyMatch(line -> line.startsWith(Abi.topic("TREASURER_ROLE") + " at " + vault))
        .hasSize(3);
  }

  /// The node behind the endpoint that is asked for logs is a block behind the one that told the
  /// head, and answers `[]` for a range above its own; or behind the whole deployment.
  @Test
  void findsAStrangerAtANodeThatIsBehindOrSaysThatItCantTell() {
    Network network = deployment(rpc).deploy(DeploymentPlan.devnet(RoleKeys.ROLES), file());
    anvil.mine(150);
    impersonated(network, "grantRole(bytes32,address)", "GUARDIAN_ROLE", key.address());
    long head = rpc.blockNumber();
    for (long behind : new long[] {0, 1, 3, 149}) {
      try (ChangedNode node = behind(head - behind)) {
        RoleAudit audit = new RoleAudit(node.rpc());
        if (behind < 100) {
          assertThat(audit.audit(network).holdings())
              .as("%s behind", behind)
              .anyMatch(holding -> holding.differs() && holding.actual().contains(key.address()));
        } else {
          assertThatThrownBy(() -> audit.audit(network))
              .as("%s behind", behind)
              .isInstanceOf(UncertainException.class)
              .hasMessageContaining("does not show the grants of the deployment itself");
        }
      }
    }
    try (ChangedNode lacking =
        new ChangedNode(
            anvil.rpcUrl(),
            (method, request, node) ->
                method.isEmpty()
                    ? node.get().replaceAll("\"result\":\\{[^}]*}", "\"result\":null")
                    : node.get())) {
      assertThatThrownBy(() -> new RoleAudit(lacking.rpc()).audit(network))
          .isInstanceOf(UncertainException.class)
          .hasMessageContaining("can't be told");
    }
  }

  private ChangedNode behind(long head) {
    return new ChangedNode(
        anvil.rpcUrl(),
        (method, request, node) -> {
          String to = request.path("params").path(0).path("toBlock").asString("0x0");
          return method.equals("eth_getLogs") && Long.decode(to) > head
              ? ChangedNode.result("[]")
              : node.get();
        });
  }

  /// As the timelock would, after its delay.
  private void impersonated(Network network, String function, String role, Address account) {
    Address timelock = network.timelock();
    anvil.call("anvil_setBalance", "[\"%s\", \"0xde0b6b3a7640000\"]".formatted(timelock));
    anvil.call("anvil_impersonateAccount", "[\"%s\"]".formatted(timelock));
    byte[] data = Abi.call(function, Abi.topic(role), account);
    anvil.call(
        "eth_sendTransaction",
        "[{\"from\":\"%s\",\"to\":\"%s\",\"data\":\"%s\"}]"
            .formatted(timelock, network.rewardsVault(), Hex.format(data)));
  }

  private void goesOn(Path file, String at) {
    Network network = deployment(rpc).deploy(PLAN, file);
    assertThat(rpc.nonce(key.address())).as(at).isEqualTo(5);
    assertThat(new Verification(rpc).differences(network)).as(at).isEmpty();
    assertThat(new RpcChainReader(network.contracts(), rpc).funded()).as(at).isEqualTo(PLAN.fund());
  }

  private boolean completes(JsonRpc over, Path file) {
    try {
      deployment(over, FakeTime.waiting(Duration.ofSeconds(2))).deploy(PLAN, file);
      return true;
    } catch (ChainException e) {
      return false;
    }
  }

  private Deployment deployment(JsonRpc over) {
    return deployment(over, new Waiting(Duration.ofSeconds(20)));
  }

  private Deployment deployment(JsonRpc over, Waiting waiting) {
    return new Deployment(over, signer, waiting, progress::add);
  }

  private Path file() {
    return folder.resolve("network.json");
  }

  private static String result(String answer) {
    return answer.replaceAll(".*\"result\":\"([^\"]*)\".*", "$1");
  }

  private static DeploymentPlan withFund(DeploymentPlan plan, TokenAmount fund) {
    return new DeploymentPlan(
        plan.name(),
        plan.chainId(),
        plan.genesisGridSeconds(),
        plan.epochSeconds(),
        plan.slotSeconds(),
        plan.challengeSeconds(),
        plan.exitDelaySeconds(),
        plan.timelockSeconds(),
        plan.confirmations(),
        plan.deposit(),
        plan.buffer(),
        plan.pricePerGib(),
        plan.capPerEpoch(),
        fund,
        plan.roles());
  }
}
