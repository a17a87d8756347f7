package com.qubetics.dvpn.selector.selection;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.engines.Kafka;
import com.qubetics.dvpn.engines.Scrape;
import com.qubetics.dvpn.http.AccessMatrix;
import com.qubetics.dvpn.http.AccessMatrix.Caller;
import com.qubetics.dvpn.http.DoorKnocks;
import com.qubetics.dvpn.http.HostileWords;
import com.qubetics.dvpn.http.caller.Subject;
import com.qubetics.dvpn.http.caller.TestIssuers;
import com.qubetics.dvpn.selector.SelectorApplication;
import com.qubetics.dvpn.selector.TestNodes;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SelectionIT {
  private static final String SERVICE = "selector-service";
  private static final String REQUEST =
      "{\"near\":{\"latitude\":52.5,\"longitude\":13.4},\"seed\":\"%s\"}"
          .formatted(TestNodes.seed(7));

  private static ConfigurableApplicationContext context;
  private static KafkaProducer<String, String> producer;
  private static int port;

  private final HttpClient http = HttpClient.newHttpClient();

  @BeforeAll
  static void start() throws Exception {
    String bootstrap = Kafka.shared().bootstrap();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
      admin
          .createTopics(
              List.of(
                  new NewTopic("node.directory", 3, (short) 1),
                  new NewTopic("node.telemetry", 3, (short) 1)))
          .all()
          .get(20, TimeUnit.SECONDS);
    }
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", bootstrap, "max.block.ms", 10_000),
            new StringSerializer(),
            new StringSerializer());
    put(1, "ACTIVE", 1);
    put(2, "JAILED", 1);
    producer.flush();
    SpringApplication application = new SpringApplication(SelectorApplication.class);
    application.setRegisterShutdownHook(false);
    context =
        application.run(
            "--server.port=0",
            "--dvpn.kafka.bootstrap=" + bootstrap,
            "--management.server.port=0",
            "--dvpn.door.issuers=" + TestIssuers.SHARED.folder());
    port = ((WebServerApplicationContext) context).getWebServer().getPort();
  }

  @AfterAll
  static void stop() {
    context.close();
    producer.close(Duration.ofSeconds(1));
  }

  @Test
  void becomesReadyAndChoosesFromWhatKafkaHolds() throws Exception {
    await(() -> management("/actuator/health/readiness").statusCode() == 200);

    JsonNode selection = select();

    assertThat(selection.at("/seed").asString()).isEqualTo(TestNodes.seed(7).toString());
    assertThat(selection.at("/candidates/0/node").asString()).isEqualTo(TestNodes.id(1).toString());
    assertThat(selection.at("/candidates/0/endpoint").asString()).isEqualTo("198.51.100.7:51820");
    assertThat(selection.at("/rejected/0/reasons/0").asString()).isEqualTo("NOT_ACTIVE");
  }

  @Test
  void tellsEveryMetricAsANumberAfterAGarbageCollection() throws Exception {
    Scrape scrape = Scrape.of("http://127.0.0.1:" + managementPort() + "/actuator/prometheus");

    assertThat(scrape.notNumbers()).isEmpty();
    assertThat(scrape.lacking("selector-service")).isEmpty();
    // It has no database.
    assertThat(scrape.lacking("libs/events"))
        .containsExactly(
            "dvpn_events_consumed_total",
            "dvpn_events_consumer_failures_total",
            "dvpn_events_outbox_age_seconds",
            "dvpn_events_outbox_stopped",
            "dvpn_events_parked_total",
            "dvpn_events_relay_failures_total",
            "dvpn_events_relayed_total");
  }

  @Test
  void followsChangesAndForgetsNodesThatAreNoLongerActive() throws Exception {
    put(3, "ACTIVE", 1);
    await(() -> select().path("candidates").size() == 2);
    put(3, "SUSPENDED", 2);
    await(() -> select().path("candidates").size() == 1);
  }

  @Test
  void answersNobodyButTheGatewaysUsers() throws Exception {
    assertThat(post(REQUEST, new Subject.Nobody()).statusCode()).isEqualTo(401);
    assertThat(post(REQUEST, TestIssuers.node(9)).statusCode()).isEqualTo(401);
    HttpResponse<String> malformed = postAsUser("{\"near\":{\"latitude\":100,\"longitude\":0}}");
    assertThat(malformed.statusCode()).isEqualTo(400);
    assertThat(malformed.body()).contains("near.latitude: ");
  }

  @Test
  void refusesEveryWrongWordByTheFieldsName() throws Exception {
    await(() -> management("/actuator/health/readiness").statusCode() == 200);
    DoorKnocks door = new DoorKnocks(SERVICE, port, context);
    HostileWords words =
        new HostileWords(
            HostileWords.operations(door.handlers()), port, HostileWords.tokens(SERVICE));
    assertThat(words.faults(Map::of)).isEmpty();
  }

  @Test
  void answersEveryCallerAsTheMatrixSays() throws Exception {
    await(() -> management("/actuator/health/readiness").statusCode() == 200);
    List<String> differences =
        new AccessMatrix()
            .differences(
                SERVICE,
                port,
                new DoorKnocks(SERVICE, port, context).handlers(),
                Map.of(
                    Caller.ANONYMOUS, new Subject.Nobody(),
                    Caller.ACCOUNT, TestIssuers.user(7),
                    Caller.OTHER, TestIssuers.user(17),
                    Caller.NODE, TestIssuers.node(9),
                    Caller.UNREGISTERED, TestIssuers.node(99),
                    Caller.ADMIN, TestIssuers.user(27)),
                Map.of());
    assertThat(differences).isEmpty();
  }

  @Test
  void opensNoHandlerToAnySpellingWithoutARightToken() {
    DoorKnocks door = new DoorKnocks(SERVICE, port, context);
    assertThat(door.openings()).isEmpty();
    assertThat(door.closedToTheGateway()).isEmpty();
    assertThat(door.openTo("rewards-service")).isEmpty();
    assertThat(door.untaggedReads()).isEmpty();
  }

  @Test
  void tellsHealthAndMetricsOnAPortOfTheirOwn() throws Exception {
    HttpRequest stranger =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator/prometheus"))
            .build();
    assertThat(http.send(stranger, BodyHandlers.discarding()).statusCode()).isEqualTo(403);
    assertThat(management("/actuator/prometheus").body())
        .contains("dvpn_door_refused_total{reason=\"MISSING\"}");
    assertThat(management("/api/v1/selections").statusCode()).isEqualTo(403);
  }

  private static void put(int number, String state, long version) {
    String node = TestNodes.id(number).toString();
    producer.send(
        new ProducerRecord<>(
            "node.directory",
            node,
            """
            {"node":"%s","version":%s,"provider":"%s","tunnelKey":"%s","endpointHash":"%s",
             "endpoint":"198.51.100.7:51820","place":{"city":"Frankfurt","country":"DE",
             "latitude":50.11,"longitude":8.68},"state":"%s","reasons":[],"agentVersion":"0.1.0",
             "deposit":"10","activeSince":"2026-01-02T03:04:05Z"}
            """
                .formatted(
                    node,
                    version,
                    TestNodes.provider(number),
                    TestNodes.seed(number),
                    TestNodes.seed(0),
                    state)));
    producer.send(
        new ProducerRecord<>(
            "node.telemetry",
            node,
            """
            {"node":"%s","version":%s,"at":"%s","peers":3,"maxPeers":250,"rxBytesPerSecond":1,
             "txBytesPerSecond":1,"capacityKbit":250000,"upBasisPoints":10000,"rttMicros":1830,
             "lossBasisPoints":0,"draining":false}
            """
                .formatted(node, version, Instant.now())));
  }

  private JsonNode select() throws Exception {
    HttpResponse<String> response = postAsUser(REQUEST);
    assertThat(response.statusCode()).as(response.body()).isIn(200, 503);
    return JsonMapper.shared().readTree(response.body());
  }

  private HttpResponse<String> postAsUser(String body) throws Exception {
    return post(body, TestIssuers.user(9));
  }

  private HttpResponse<String> post(String body, Subject caller) throws Exception {
    String target = "/api/v1/selections";
    return http.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + target))
            .header("Content-Type", "application/json")
            .header("Authorization", TestIssuers.SHARED.gateway(SERVICE, caller, "POST", target))
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private HttpResponse<String> management(String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + managementPort() + path)).build(),
        BodyHandlers.ofString());
  }

  private static String managementPort() {
    return context.getEnvironment().getRequiredProperty("local.management.port");
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void await(Condition condition) throws Exception {
    Instant end = Instant.now().plusSeconds(30);
    while (!condition.holds()) {
      assertThat(Instant.now()).isBefore(end);
      Thread.sleep(50);
    }
  }
}
