package com.qubetics.dvpn.http;

import com.qubetics.dvpn.http.OpenApi.Operation;
import com.qubetics.dvpn.http.caller.Subject;
import com.qubetics.dvpn.http.caller.TestIssuers;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/// `authorisation.txt`: who may call what, a row for each operation there is. A handler without a
/// row and a row without a handler are told, and so is every answer that is not its cell's.
public final class AccessMatrix {
  private static final InetAddress ADDRESS = InetAddress.ofLiteral("127.0.0.1");

  /// The columns.
  public enum Caller {
    ANONYMOUS,
    ACCOUNT,
    OTHER,
    NODE,
    UNREGISTERED,
    ADMIN
  }

  /// The cells.
  public enum Cell {
    OWN,
    OPEN,
    HIDDEN,
    NO;

    boolean holds(int status) {
      return switch (this) {
        case OWN -> status / 100 == 2;
        case OPEN -> status < 500 && status != 401 && status != 403;
        case HIDDEN -> status == 404;
        case NO -> status == 401 || status == 403;
      };
    }
  }

  /// A request that its owner may make.
  ///
  /// @param body empty: none
  public record Sample(String target, String body) {}

  private final SequencedMap<String, Map<Caller, Cell>> rows = new LinkedHashMap<>();
  private final Map<String, Operation> operations;
  private final OpenApi document = new OpenApi();

  public AccessMatrix() {
    try (InputStream in = AccessMatrix.class.getResourceAsStream("/authorisation.txt")) {
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#") && !line.startsWith("operation"))
          .forEach(this::read);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    operations =
        document.operations().stream().collect(Collectors.toMap(Operation::name, each -> each));
  }

  private void read(String line) {
    String[] cells = line.split("\\|");
    Map<Caller, Cell> row = new HashMap<>();
    for (Caller caller : Caller.values()) {
      row.put(caller, Cell.valueOf(cells[caller.ordinal() + 1].strip().toUpperCase(Locale.ROOT)));
    }
    rows.put(name(cells[0].strip()), row);
  }

  private static String name(String handler) {
    String[] parts = handler.split(" ", 2);
    return Operation.nameOf(parts[0], parts[1]);
  }

  /// The cell of `METHOD path`, however its variables are called.
  public Cell cell(String operation, Caller caller) {
    return Optional.ofNullable(rows.get(name(operation)))
        .map(row -> row.get(caller))
        .orElseThrow(() -> new AssertionError(operation + " has no row in authorisation.txt"));
  }

  /// Handlers without a row; error pages are none.
  public Set<String> lacking(Collection<String> handlers) {
    return handlers.stream()
        .filter(handler -> !handler.endsWith(" /error") && !rows.containsKey(name(handler)))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /// Rows of no operation in the document, and its operations without a row.
  public Set<String> unmatched() {
    Set<String> all = new TreeSet<>(rows.keySet());
    all.addAll(operations.keySet());
    all.removeIf(name -> rows.containsKey(name) && operations.containsKey(name));
    return all;
  }

  /// What a service answers otherwise than the matrix says.
  ///
  /// @param callers the subject for each column; the accounts are three, the nodes two
  /// @param samples requests for operations that need one that is there, by [Operation#name];
  ///   others are made from the document
  public List<String> differences(
      String service,
      int port,
      Collection<String> handlers,
      Map<Caller, Subject> callers,
      Map<String, Sample> samples) {
    List<String> differences = new ArrayList<>();
    lacking(handlers).forEach(handler -> differences.add(handler + " has no row"));
    try (RawHttp http = new RawHttp(port)) {
      for (String handler : handlers) {
        Operation operation = operations.get(name(handler));
        if (operation == null) {
          continue;
        }
        Sample sample = samples.getOrDefault(operation.name(), made(operation));
        // The owner last: what it does may end what the others are to be refused.
        for (Caller caller : others()) {
          Cell cell = cell(handler, caller);
          RawHttp.Answer answer = ask(http, service, operation, sample, callers.get(caller));
          if (!cell.holds(answer.status())) {
            differences.add("%s by %s: %s (expected: %s)".formatted(handler, caller, answer, cell));
          }
        }
      }
    }
    return differences;
  }

  private static List<Caller> others() {
    List<Caller> others = new ArrayList<>(Arrays.asList(Caller.values()));
    others.remove(Caller.ACCOUNT);
    others.add(Caller.ACCOUNT);
    return others;
  }

  private Sample made(Operation operation) {
    HostileRequests.Request valid =
        new HostileRequests(document, RandomGenerator.of("L64X128MixRandom")).unchanged(operation);
    return new Sample(valid.target(), new String(valid.body(), StandardCharsets.UTF_8));
  }

  private static RawHttp.Answer ask(
      RawHttp http, String service, Operation operation, Sample sample, Subject caller) {
    String token =
        TestIssuers.SHARED.gateway(service, caller, ADDRESS, operation.method(), sample.target());
    return http.ask(
        operation.method(),
        sample.target(),
        "Authorization: " + token + "\r\nContent-Type: application/json\r\n",
        sample.body().getBytes(StandardCharsets.UTF_8));
  }
}
