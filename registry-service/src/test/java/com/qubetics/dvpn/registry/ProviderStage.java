package com.qubetics.dvpn.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.engines.Anvil;
import com.qubetics.dvpn.engines.Kafka;
import com.qubetics.dvpn.engines.Postgres;
import com.qubetics.dvpn.evm.Call;
import com.qubetics.dvpn.evm.Calls;
import com.qubetics.dvpn.evm.Network;
import com.qubetics.dvpn.evm.TestChain;
import com.qubetics.dvpn.evm.TestSafe;
import com.qubetics.dvpn.evm.contract.RpcChainReader;
import com.qubetics.dvpn.evm.rpc.JsonRpc;
import com.qubetics.dvpn.evm.rpc.Receipt;
import com.qubetics.dvpn.evm.transaction.Fees;
import com.qubetics.dvpn.evm.transaction.UnsignedTransaction;
import com.qubetics.dvpn.evm.transaction.Wallet;
import com.qubetics.dvpn.http.DoorKnocks;
import com.qubetics.dvpn.http.HostileWords;
import com.qubetics.dvpn.http.caller.Subject;
import com.qubetics.dvpn.http.caller.TestIssuers;
import com.qubetics.dvpn.protocol.crypto.PrivateKey;
import com.qubetics.dvpn.protocol.node.Registration;
import com.qubetics.dvpn.protocol.session.TypedMessage;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.Bytes32;
import com.qubetics.dvpn.protocol.value.Endpoint;
import com.qubetics.dvpn.protocol.value.Hex;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import com.qubetics.dvpn.protocol.value.TunnelKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The service on a chain with the real contracts, and wallets that sign what it prepares as
/// MetaMask and Keplr would.
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {"server.port=0", "dvpn.rounds=false", "dvpn.chain.poll-interval=100ms"})
@DirtiesContext
abstract class ProviderStage {
  private static final String SERVICE = "registry-service";
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  /// All tests of this stage have it one after another; it ends with the JVM.
  private static final TestChain TEST = new TestChain();

  protected static final Anvil ANVIL = TEST.anvil;
  protected static final JsonRpc RPC = TEST.rpc;
  protected static final PrivateKey OPERATOR = TEST.key;
  protected static final Network NETWORK = TEST.network;
  protected static final Calls CALLS = TEST.calls;
  protected static final RpcChainReader CHAIN = new RpcChainReader(NETWORK.contracts(), RPC);

  @LocalServerPort int port;
  @LocalManagementPort int managementPort;
  @Autowired ApplicationContext context;

  @DynamicPropertySource
  static void engines(DynamicPropertyRegistry registry) throws IOException {
    var database = Postgres.shared().database("provider");
    registry.add("spring.datasource.url", database::jdbcUrl);
    registry.add("spring.datasource.username", database::username);
    registry.add("spring.datasource.password", database::password);
    registry.add("dvpn.kafka.bootstrap", () -> Kafka.shared().bootstrap());
    registry.add("dvpn.topic.prefix", () -> "provider.");
    registry.add("management.server.port", () -> 0);
    registry.add("dvpn.door.issuers", TestIssuers.SHARED::folder);
    registry.add("dvpn.chain.network-file", file(NETWORK.text())::toString);
    registry.add("dvpn.chain.rpc-url", ANVIL::rpcUrl);
    registry.add("dvpn.chain.key-file", file(Anvil.DEV_KEY)::toString);
  }

  private static Path file(String text) throws IOException {
    Path file = Files.createTempFile("provider", "");
    file.toFile().deleteOnExit();
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return Files.writeString(file, text + "\n");
  }

  /// A new wallet with this much money.
  protected static PrivateKey wallet(String tics) {
    PrivateKey key = PrivateKey.random(RANDOM);
    TEST.give(key.address(), TokenAmount.ofTics(tics));
    return key;
  }

  /// A contract account on the chain, not deployed yet.
  protected static TestSafe safe(PrivateKey... owners) {
    return new TestSafe(TEST, owners);
  }

  protected static PrivateKey nodeKey() {
    return PrivateKey.random(RANDOM);
  }

  /// A body with a node key's proof, as an agent makes it, valid for an hour.
  protected static Map<String, Object> proven(
      PrivateKey wallet, PrivateKey node, TunnelKey tunnelKey, String endpoint, long nonce) {
    return proven(wallet, node, tunnelKey, endpoint, nonce, now() + 3_600);
  }

  protected static Map<String, Object> proven(
      PrivateKey wallet,
      PrivateKey node,
      TunnelKey tunnelKey,
      String endpoint,
      long nonce,
      long deadline) {
    Registration message =
        new Registration(
            new Account(wallet.address()),
            new NodeId(node.address()),
            tunnelKey,
            Endpoint.parse(endpoint).hash(),
            nonce,
            deadline);
    return new TreeMap<>(
        Map.of(
            "provider", wallet.address().toBech32(),
            "node", message.node().toString(),
            "tunnelKey", tunnelKey.toString(),
            "endpoint", endpoint,
            "nonce", nonce,
            "deadline", deadline,
            "proof", TypedMessage.sign(message, NETWORK.domain(), node).signature().toString()));
  }

  protected static long now() {
    return RPC.latestBlock().time().getEpochSecond();
  }

  protected static TunnelKey tunnelKey() {
    byte[] bytes = new byte[Bytes32.LENGTH];
    RANDOM.nextBytes(bytes);
    return new TunnelKey(Bytes32.of(bytes));
  }

  /// Prepares an operation and does with it what the wallet would.
  protected void act(PrivateKey wallet, String operation, Map<String, Object> body) {
    Answer answer = post("/api/v1/transactions/" + operation, body);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    JsonNode transaction = answer.json().required("transaction");
    assertThat(transaction.propertyNames())
        .containsExactlyInAnyOrder("from", "to", "value", "data", "gas", "chainId");
    assertThat(transaction.get("from").asString()).isEqualTo(wallet.address().toString());
    assertThat(quantity(transaction, "value"))
        .isEqualTo(new BigInteger(answer.json().get("value").asString()));
    Receipt receipt =
        send(
            wallet,
            new UnsignedTransaction(
                quantity(transaction, "chainId").longValueExact(),
                RPC.pendingNonce(wallet.address()),
                quantity(transaction, "gas").longValueExact(),
                Address.parse(transaction.get("to").asString()),
                quantity(transaction, "value"),
                Hex.parse(transaction.get("data").asString()),
                Fees.current(RPC)));
    assertThat(receipt.succeeded()).as(operation).isTrue();
    assertThat(receipt.gasUsed()).isLessThan(answer.json().get("gas").asLong());
  }

  /// Sends what a role of the operator's does.
  protected static void operate(Call call) {
    TEST.transact(call);
  }

  private static Receipt send(PrivateKey wallet, UnsignedTransaction transaction) {
    Wallet its = TEST.wallet(wallet);
    return its.await(its.send(transaction));
  }

  /// Quantities have no leading zero, but for zero itself.
  private static BigInteger quantity(JsonNode transaction, String member) {
    String text = transaction.get(member).asString();
    assertThat(text).matches("0x(0|[1-9a-f][0-9a-f]*)");
    return new BigInteger(text.substring(2), 16);
  }

  protected record Answer(int status, String text) {
    protected JsonNode json() {
      return JsonMapper.shared().readTree(text);
    }

    protected String code() {
      return json().path("code").asString();
    }
  }

  protected Answer post(String path, Map<String, Object> body) {
    return call(
        request("POST", path)
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString(JsonMapper.shared().writeValueAsString(body))));
  }

  protected Answer get(String path) {
    return call(request("GET", path));
  }

  /// What the inner door does when somebody knocks.
  protected DoorKnocks door() {
    return new DoorKnocks(SERVICE, port, context);
  }

  /// What strangers may write to it.
  protected HostileWords words() {
    return new HostileWords(
        HostileWords.operations(door().handlers()), port, HostileWords.tokens(SERVICE));
  }

  private HttpRequest.Builder request(String method, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
        .header(
            "Authorization",
            TestIssuers.SHARED.gateway(SERVICE, new Subject.Nobody(), method, path));
  }

  private static Answer call(HttpRequest.Builder request) {
    try {
      HttpResponse<String> answer =
          HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return new Answer(answer.statusCode(), answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
