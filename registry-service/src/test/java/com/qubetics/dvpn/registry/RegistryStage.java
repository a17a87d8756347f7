package com.qubetics.dvpn.registry;

import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import com.qubetics.dvpn.chain.ChainEventHandler;
import com.qubetics.dvpn.chain.ConfirmedEvent;
import com.qubetics.dvpn.engines.Anvil;
import com.qubetics.dvpn.engines.Kafka;
import com.qubetics.dvpn.engines.Postgres;
import com.qubetics.dvpn.engines.SettableClock;
import com.qubetics.dvpn.evm.Calls;
import com.qubetics.dvpn.evm.ChainEvent;
import com.qubetics.dvpn.evm.ChainReader;
import com.qubetics.dvpn.evm.Network;
import com.qubetics.dvpn.evm.contract.ContractAccounts;
import com.qubetics.dvpn.evm.contract.RpcChainReader;
import com.qubetics.dvpn.evm.prepare.Preparation;
import com.qubetics.dvpn.evm.rpc.JsonRpc;
import com.qubetics.dvpn.http.caller.Subject;
import com.qubetics.dvpn.http.caller.TestIssuers;
import com.qubetics.dvpn.protocol.node.NodeState;
import com.qubetics.dvpn.protocol.session.Domain;
import com.qubetics.dvpn.protocol.value.Address;
import com.qubetics.dvpn.protocol.value.NodeId;
import com.qubetics.dvpn.protocol.value.TokenAmount;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.MvcResult;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The whole service on embedded engines, with a clock and a chain that the test moves. Slots last
/// 5 s, epochs 60 s.
@SpringBootTest(
    properties = {
      "dvpn.rounds=false",
      "dvpn.sealing.delay=5s",
      "spring.autoconfigure.exclude=com.qubetics.dvpn.chain.spring.ChainConfiguration"
    })
@AutoConfigureMockMvc
@Import(RegistryStage.Fakes.class)
public abstract class RegistryStage {
  protected static final Instant GENESIS = Instant.parse("2026-03-01T00:00:00Z");
  protected static final Network NETWORK =
      new Network(
          "test",
          31337,
          address(1),
          address(2),
          address(3),
          GENESIS.getEpochSecond(),
          60,
          5,
          1,
          2,
          TokenAmount.ofTics("10"),
          TokenAmount.ofTics("10"),
          TokenAmount.ofTics("1"),
          5,
          null,
          null,
          null);
  protected static final Domain DOMAIN = NETWORK.domain();
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @Autowired protected SettableClock clock;
  @Autowired protected FakeSender sender;
  @Autowired private FakeHistory history;
  @Autowired protected JdbcTemplate jdbc;
  @Autowired private MockMvc http;
  @Autowired private List<ChainEventHandler> handlers;
  @Autowired private PlatformTransactionManager transactions;
  private final List<TestNode> hosts = new ArrayList<>();

  @DynamicPropertySource
  static void engines(DynamicPropertyRegistry registry) throws IOException {
    var database = Postgres.shared().database("registry");
    registry.add("spring.datasource.url", database::jdbcUrl);
    registry.add("spring.datasource.username", database::username);
    registry.add("spring.datasource.password", database::password);
    registry.add("dvpn.kafka.bootstrap", () -> Kafka.shared().bootstrap());
    registry.add("dvpn.topic.prefix", () -> "registry.");
    registry.add("management.server.port", () -> 0);
    registry.add("dvpn.door.issuers", TestIssuers.SHARED::folder);
  }

  @TestConfiguration
  static class Fakes {
    @Bean
    @Primary
    SettableClock settableClock() {
      return SettableClock.at(GENESIS);
    }

    @Bean
    FakeSender sender() {
      return new FakeSender();
    }

    @Bean
    FakeHistory history() {
      return new FakeHistory();
    }

    @Bean
    Network network() {
      return NETWORK;
    }

    @Bean
    JsonRpc rpc() {
      return new JsonRpc(URI.create(Anvil.shared().rpcUrl()));
    }

    @Bean
    ChainReader chainReader(JsonRpc rpc) {
      return new RpcChainReader(NETWORK.contracts(), rpc);
    }

    @Bean
    ContractAccounts contractAccounts(JsonRpc rpc) {
      return new ContractAccounts(List.of(rpc), NETWORK.chainId(), NETWORK.confirmations());
    }

    @Bean
    Calls calls() {
      return new Calls(NETWORK.contracts());
    }

    @Bean
    Preparation preparation(JsonRpc rpc) {
      return new Preparation(NETWORK, rpc);
    }
  }

  @BeforeEach
  void begin() {
    jdbc.execute(
        "truncate nodes, operations, slots, slot_nodes, challenges, sealed_epochs cascade");
    sender.clear();
    history.clear();
    clock.set(GENESIS);
  }

  @AfterEach
  void end() {
    hosts.forEach(TestNode::close);
  }

  /// A host whose registration the chain has confirmed.
  protected TestNode registered(int number, int provider, int group) throws IOException {
    var host = new TestNode(number, provider, group, DOMAIN);
    hosts.add(host);
    chain(
        new ChainEvent.NodeRegistered(
            host.id(),
            host.provider,
            host.tunnelKey(),
            host.endpoint.hash(),
            NETWORK.deposit(),
            NETWORK.buffer()));
    return host;
  }

  protected void chain(ChainEvent event) {
    ConfirmedEvent confirmed = history.add(event, clock.instant());
    new TransactionTemplate(transactions)
        .executeWithoutResult(status -> handlers.forEach(handler -> handler.on(confirmed)));
  }

  protected JsonNode beats(TestNode host) throws Exception {
    return beats(host, host.heartbeat("0.1.0", host.endpoint.toString(), true));
  }

  protected JsonNode beats(TestNode host, String json) throws Exception {
    return json(postAs(host.id(), "/api/v1/agent/heartbeats", json));
  }

  protected MvcResult postAs(NodeId node, String path, String json) throws Exception {
    return postFrom(null, node, path, json);
  }

  /// As the gateway passes on what comes from a host of this address.
  protected MvcResult postFrom(@Nullable String address, NodeId node, String path, String json)
      throws Exception {
    return call(
        post(path).contentType(MediaType.APPLICATION_JSON).content(json),
        new Subject.Node(node),
        address == null ? null : InetAddress.ofLiteral(address));
  }

  protected MvcResult fetch(String path) throws Exception {
    return call(get(path), new Subject.Nobody(), null);
  }

  private MvcResult call(
      MockHttpServletRequestBuilder request, Subject caller, @Nullable InetAddress address)
      throws Exception {
    return http.perform(
            request.with(
                sent -> {
                  String query = sent.getQueryString();
                  String target = sent.getRequestURI() + (query == null ? "" : "?" + query);
                  sent.addHeader(
                      "Authorization",
                      TestIssuers.SHARED.gateway(
                          "registry-service", caller, address, sent.getMethod(), target));
                  return sent;
                }))
        .andReturn();
  }

  protected static JsonNode json(MvcResult result) throws Exception {
    return JSON.readTree(result.getResponse().getContentAsString());
  }

  protected NodeState state(TestNode host) throws Exception {
    return NodeState.valueOf(json(fetch("/api/v1/nodes/" + host.id())).get("state").asString());
  }

  protected void toSlot(long slot) {
    clock.set(NETWORK.schedule().startOfSlot(slot).plusMillis(100));
  }

  protected void toEndOfSlot(long slot) {
    clock.set(NETWORK.schedule().startOfSlot(slot + 1).plus(Duration.ofSeconds(2)));
  }

  private static Address address(int last) {
    byte[] bytes = new byte[Address.LENGTH];
    bytes[19] = (byte) last;
    return Address.of(bytes);
  }
}
