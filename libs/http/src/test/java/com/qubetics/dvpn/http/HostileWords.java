package com.qubetics.dvpn.http;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import com.qubetics.dvpn.http.HostileRequests.Request;
import com.qubetics.dvpn.http.OpenApi.Operation;
import com.qubetics.dvpn.http.caller.Subject;
import com.qubetics.dvpn.http.caller.TestIssuers;
import java.net.InetAddress;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Sends a running service requests that the OpenAPI document makes, each wrong in one word or odd
/// in one, and tells what it should not have answered: a failure, a refusal without code or field's
/// name, a change by a request that it refused, a stack trace in its log. Seeded: the same requests
/// each time.
///
/// ```
/// HostileWords words = new HostileWords(operations, port, HostileWords.tokens("session-ledger"));
/// assertThat(words.faults(state)).isEmpty();
/// ```
public final class HostileWords {
  /// All services together; each gets its operations' share.
  private static final int REQUESTS = Boolean.getBoolean("dvpn.nightly") ? 200_000 : 20_000;

  private static final long SEED = 20_261_129;
  private static final int THREADS = 4;
  private static final int MOST_TOLD = 20;
  private static final int LOOK_MILLIS = 250;

  /// Longer than what any service does by itself now and then.
  private static final int SAME_LOOKS = 24;

  private static final int MOST_LOOKS = 240;

  /// One row per table: its name and a digest of all it holds.
  private static final String TABLES =
      """
      select table_name, (xpath('/row/c/text()', query_to_xml(format(
        'select md5(coalesce(string_agg(t::text, '','' order by t::text), '''')) as c from %I t',
        table_name), false, true, '')))[1]::text
      from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'
      """;

  /// The header lines of a request, each with its end.
  public interface Headers {
    String of(Operation operation, String target, byte[] body);
  }

  private final List<Operation> operations;
  private final int port;
  private final Headers headers;
  private final OpenApi document = new OpenApi();
  private final Queue<String> faults = new ConcurrentLinkedQueue<>();

  /// @param operations those of the service
  public HostileWords(List<Operation> operations, int port, Headers headers) {
    this.operations = operations;
    this.port = port;
    this.headers = headers;
  }

  /// As the gateway calls a service for a user or node.
  public static Headers tokens(String service) {
    InetAddress address = InetAddress.ofLiteral("127.0.0.1");
    return (operation, target, body) -> {
      Subject caller =
          switch (operation.who()) {
            case ALL -> new Subject.Nobody();
            case ACCOUNT -> TestIssuers.user(7);
            case NODE -> TestIssuers.node(7);
          };
      return "Authorization: "
          + TestIssuers.SHARED.gateway(service, caller, address, operation.method(), target)
          + "\r\n";
    };
  }

  /// Digests of all tables of a database.
  ///
  /// @param changing tables that change without a request
  public static Supplier<Map<String, String>> tables(DataSource database, String... changing) {
    return () -> {
      Map<String, String> tables = new TreeMap<>();
      try (Connection connection = database.getConnection();
          Statement statement = connection.createStatement();
          ResultSet rows = statement.executeQuery(TABLES)) {
        while (rows.next()) {
          tables.put(rows.getString(1), rows.getString(2));
        }
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
      tables.keySet().removeAll(Set.of(changing));
      return tables;
    };
  }

  /// @param state digests of what the service keeps, by table; those that change by themselves left
  ///   out
  public List<String> faults(Supplier<Map<String, String>> state) throws InterruptedException {
    int share = Math.ceilDiv(REQUESTS * operations.size(), document.operations().size());
    Map<String, String> before = settled(state);
    Traces traces = new Traces();
    traces.attach();
    try {
      // Nothing of these may be taken: whatever changed, changed by a refused request.
      send(share * 9 / 10, true);
      changes(before, state.get()).forEach(table -> faults.add("changed by refusals: " + table));
      send(share - share * 9 / 10, false);
    } finally {
      traces.detach();
    }
    List<String> told = new ArrayList<>(faults);
    told.addAll(traces.seen);
    return told.subList(0, Math.min(told.size(), MOST_TOLD));
  }

  /// What it is once the service has caught up with what was there before it.
  private static Map<String, String> settled(Supplier<Map<String, String>> state)
      throws InterruptedException {
    Map<String, String> known = state.get();
    for (int same = 0, looks = 0; same < SAME_LOOKS && looks < MOST_LOOKS; looks++) {
      Thread.sleep(LOOK_MILLIS);
      Map<String, String> now = state.get();
      same = now.equals(known) ? same + 1 : 0;
      known = now;
    }
    return known;
  }

  private static List<String> changes(Map<String, String> before, Map<String, String> after) {
    return new TreeMap<>(before)
        .keySet().stream().filter(table -> !before.get(table).equals(after.get(table))).toList();
  }

  private void send(int count, boolean wrong) throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      int number = i;
      threads.add(Thread.ofPlatform().start(() -> send(count / THREADS + 1, wrong, number)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private void send(int count, boolean wrong, int thread) {
    RandomGenerator random = RandomGeneratorFactory.getDefault().create(SEED + thread);
    HostileRequests requests = new HostileRequests(document, random);
    try (RawHttp http = new RawHttp(port)) {
      for (int i = 0; i < count; i++) {
        Operation operation = operations.get((i + thread) % operations.size());
        Request request = wrong ? requests.wrong(operation) : requests.odd(operation);
        judge(request, ask(http, request));
      }
    } catch (RuntimeException e) {
      faults.add("no answer: %s: %s".formatted(e, e.getCause()));
    }
  }

  private RawHttp.Answer ask(RawHttp http, Request request) {
    String lines =
        headers.of(request.operation(), request.target(), request.body())
            + "Content-Type: application/json\r\n";
    return http.ask(request.operation().method(), request.target(), lines, request.body());
  }

  private void judge(Request request, RawHttp.Answer answer) {
    boolean refusal = answer.status() >= 400 && answer.status() < 500;
    if (!refusal && (request.isWrong() || answer.status() >= 300)) {
      faults.add(request + " was answered " + answer);
    } else if (refusal) {
      JsonNode problem = JsonMapper.shared().readTree(answer.isProblem() ? answer.body() : "{}");
      String field = problem.path("field").asString("");
      if (problem.path("code").asString("").isEmpty()
          || request.field() != null && !request.names(field)) {
        faults.add(request + " was answered " + answer);
      }
    }
  }

  /// What the service logs as a failure meanwhile.
  private static final class Traces extends AppenderBase<ILoggingEvent> {
    final Queue<String> seen = new ConcurrentLinkedQueue<>();
    private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);

    void attach() {
      start();
      root.addAppender(this);
    }

    void detach() {
      root.detachAppender(this);
      stop();
    }

    @Override
    protected void append(ILoggingEvent event) {
      if (event.getThrowableProxy() != null || event.getLevel().isGreaterOrEqual(Level.ERROR)) {
        seen.add("logged: " + event.getFormattedMessage());
      }
    }
  }

  /// The operations of the document that these handlers are.
  ///
  /// @param handlers `METHOD path`, however variables are called
  public static List<Operation> operations(List<String> handlers) {
    var names =
        handlers.stream()
            .map(handler -> handler.split(" ", 2))
            .map(parts -> Operation.nameOf(parts[0], parts[1]))
            .collect(Collectors.toSet());
    return new OpenApi()
        .operations().stream().filter(operation -> names.contains(operation.name())).toList();
  }
}
