package com.qubetics.dvpn.http;

import com.qubetics.dvpn.http.caller.RequestLine;
import com.qubetics.dvpn.http.caller.Subject;
import com.qubetics.dvpn.http.caller.TestIssuers;
import com.qubetics.dvpn.http.caller.TokenSigner;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.springframework.context.ApplicationContext;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/// Knocks at a running service that trusts [TestIssuers#SHARED]: every handler it has, with every
/// method, in every spelling of its path that a container or router might take for it, with every
/// credential that should not do. A handler that a service gets later is knocked at by itself.
///
/// ```
/// DoorKnocks door = new DoorKnocks("session-ledger", port, context);
/// assertThat(door.openings()).isEmpty();
/// assertThat(door.closedToTheGateway()).isEmpty();
/// assertThat(door.openTo("rewards-service")).containsExactly("GET /api/v1/epochs/{number}/sessions");
/// ```
public final class DoorKnocks {
  private static final TestIssuers ISSUERS = TestIssuers.SHARED;
  private static final List<String> METHODS =
      List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND");

  private static final boolean NIGHTLY = Boolean.getBoolean("dvpn.nightly");
  private static final String PLAIN = "plain";
  private static final String NOTHING = "nothing";
  private static final String HEADERS = "shared secret and plain headers";
  private static final Set<String> UNSIGNED = Set.of(NOTHING, HEADERS);

  /// What every service has or might have, whatever its controllers are.
  private static final List<String> OTHER_PATHS =
      List.of(
          "/", "/error", "/actuator", "/actuator/health", "/actuator/prometheus", "/internal/x");

  private record Handler(String method, String pattern, boolean forServices) {
    /// Each variable of the pattern is `1`.
    String path() {
      return pattern.replaceAll("\\{[^}]*}", "1");
    }

    @Override
    public String toString() {
      return method + " " + pattern;
    }
  }

  private final String service;
  private final int port;
  private final List<Handler> handlers;

  /// @param port where the service answers
  public DoorKnocks(String service, int port, ApplicationContext context) {
    this.service = service;
    this.port = port;
    this.handlers =
        handlers(
            context.getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class));
    if (handlers.isEmpty()) {
      throw new IllegalArgumentException(service + " has no handlers");
    }
  }

  private static List<Handler> handlers(RequestMappingHandlerMapping mapping) {
    List<Handler> all = new ArrayList<>();
    mapping
        .getHandlerMethods()
        .forEach(
            (info, method) -> {
              boolean forServices = method.hasMethodAnnotation(FromService.class);
              for (String pattern : info.getPatternValues()) {
                for (String verb : verbs(info)) {
                  all.add(new Handler(verb, pattern, forServices));
                }
              }
            });
    return all;
  }

  private static List<String> verbs(RequestMappingInfo info) {
    List<String> verbs =
        info.getMethodsCondition().getMethods().stream().map(RequestMethod::name).toList();
    return verbs.isEmpty() ? List.of("GET") : verbs;
  }

  /// Every handler: `METHOD path`.
  public List<String> handlers() {
    return handlers.stream().map(Handler::toString).toList();
  }

  /// Requests that were answered by anything but the door's refusal, or the container's of what is
  /// no HTTP to it; each with its answer.
  public List<String> openings() {
    List<String> openings = new ArrayList<>();
    TreeSet<String> paths = new TreeSet<>(OTHER_PATHS);
    handlers.forEach(handler -> paths.add(handler.path()));
    try (RawHttp http = new RawHttp(port)) {
      for (String path : paths) {
        for (var spelling : spellings().entrySet()) {
          for (var credential : credentials().entrySet()) {
            for (String method : methods(path, spelling.getKey(), credential.getKey())) {
              String target = spelling.getValue().apply(path);
              RequestLine line = new RequestLine(method, received(target));
              String headers = credential.getValue().apply(service, line);
              RawHttp.Answer answer = http.ask(method, target, headers);
              if (!refuses(answer)) {
                openings.add(
                    "%s %s (%s, %s): %s"
                        .formatted(method, target, spelling.getKey(), credential.getKey(), answer));
              }
            }
          }
        }
      }
    }
    return openings;
  }

  /// All of them, but where a signature is to be checked in an odd spelling: there those that the
  /// path knows, and one that it does not. The nightly tests leave nothing out.
  private List<String> methods(String path, String spelling, String credential) {
    if (NIGHTLY || spelling.equals(PLAIN) || UNSIGNED.contains(credential)) {
      return METHODS;
    }
    Stream<String> known =
        handlers.stream().filter(handler -> handler.path().equals(path)).map(Handler::method);
    return Stream.concat(known, Stream.of("PROPFIND")).distinct().toList();
  }

  /// Handlers that stay closed to a token that the gateway signed for them.
  public List<String> closedToTheGateway() {
    return answersTo(ISSUERS.signer("gateway", Clock.systemUTC()), new Subject.Nobody(), true);
  }

  /// Handlers that answer what another service signs for itself.
  public List<String> openTo(String issuer) {
    return answersTo(ISSUERS.signer(issuer, Clock.systemUTC()), new Subject.Service(issuer), false);
  }

  /// Reads that have no tag where they succeed, or whose HEAD says anything else than they do.
  public List<String> untaggedReads() {
    List<String> all = new ArrayList<>();
    try (RawHttp http = new RawHttp(port)) {
      for (Handler handler : handlers) {
        if (handler.method().equals("GET")) {
          RawHttp.Answer get = read(http, "GET", handler, "");
          RawHttp.Answer head = read(http, "HEAD", handler, "");
          String tag = get.header("etag");
          boolean tagged = get.status() != 200 || tag.startsWith("\"");
          boolean known =
              get.status() != 200
                  || read(http, "GET", handler, "If-None-Match: " + tag + "\r\n").status() == 304;
          boolean same =
              get.status() == head.status()
                  && tag.equals(head.header("etag"))
                  && get.header("content-type").equals(head.header("content-type"))
                  && (get.status() != 200
                      || get.header("content-length").equals(head.header("content-length")));
          if (!tagged || !known || !same) {
            all.add(handler + ": " + get.head() + head.head());
          }
        }
      }
    }
    return all;
  }

  private RawHttp.Answer read(RawHttp http, String method, Handler handler, String headers) {
    RequestLine line = new RequestLine(method, handler.path());
    String token =
        ISSUERS
            .signer("gateway", Clock.systemUTC())
            .authorization(service, TestIssuers.user(7), null, line);
    return http.ask(method, handler.path(), header(token) + headers);
  }

  private List<String> answersTo(TokenSigner signer, Subject subject, boolean refused) {
    List<String> all = new ArrayList<>();
    try (RawHttp http = new RawHttp(port)) {
      for (Handler handler : handlers) {
        RequestLine line = new RequestLine(handler.method(), handler.path());
        String token = header(signer.authorization(service, subject, null, line));
        RawHttp.Answer answer = http.ask(handler.method(), handler.path(), token);
        if ((answer.status() == 403 || answer.status() == 404 && !answer.isProblem()) == refused) {
          all.add(handler.toString());
        }
      }
    }
    return all;
  }

  /// 403 by the door, or what the container says before any filter has seen the request.
  private static boolean refuses(RawHttp.Answer answer) {
    return answer.status() == 403 && answer.isProblem() && !answer.says("NOT_FOR_THIS_SERVICE")
        || (answer.status() == 400 || answer.status() == 405) && !answer.isProblem();
  }

  /// What the container makes of the request line's target: a full URI is its path.
  private static String received(String target) {
    return target.startsWith("http") ? URI.create(target).getRawPath() : target;
  }

  private static String header(String authorization) {
    return "Authorization: " + authorization + "\r\n";
  }

  /// Credentials that must not do; each is right in all but one thing.
  private static Map<String, BiFunction<String, RequestLine, String>> credentials() {
    Subject user = TestIssuers.user(7);
    TokenSigner gateway = ISSUERS.signer("gateway", Clock.systemUTC());
    TokenSigner late =
        ISSUERS.signer("gateway", Clock.offset(Clock.systemUTC(), Duration.ofSeconds(-60)));
    TokenSigner early =
        ISSUERS.signer("gateway", Clock.offset(Clock.systemUTC(), Duration.ofSeconds(60)));
    TokenSigner rewards = ISSUERS.signer("rewards-service", Clock.systemUTC());
    TokenSigner forger = TestIssuers.forger("gateway");
    Map<String, BiFunction<String, RequestLine, String>> all = new TreeMap<>();
    all.put(NOTHING, (service, line) -> "");
    all.put(
        HEADERS,
        (service, line) ->
            """
            X-Dvpn-Internal: 0123456789abcdef0123456789abcdef\r
            X-Dvpn-Account: 0x0000000000000000000000000000000000000007\r
            X-Dvpn-App-Key: 0x0000000000000000000000000000000000000008\r
            X-Dvpn-Node: 0x0000000000000000000000000000000000000009\r
            X-Dvpn-Address: 127.0.0.1\r
            """);
    all.put("forged", (service, line) -> header(forger.authorization(service, user, null, line)));
    all.put("expired", (service, line) -> header(late.authorization(service, user, null, line)));
    all.put("too early", (service, line) -> header(early.authorization(service, user, null, line)));
    all.put(
        "other service's",
        (service, line) -> header(gateway.authorization("other-service", user, null, line)));
    all.put(
        "other request's",
        (service, line) ->
            header(
                gateway.authorization(
                    service, user, null, new RequestLine(line.method(), line.target() + "?"))));
    all.put(
        "service for a user",
        (service, line) -> header(rewards.authorization(service, user, null, line)));
    all.put(
        "unsigned",
        (service, line) ->
            header(gateway.authorization(service, user, null, line)).replaceFirst("\\..*", ".\r"));
    return all;
  }

  private static Map<String, UnaryOperator<String>> spellings() {
    Map<String, UnaryOperator<String>> all = new TreeMap<>();
    all.put(PLAIN, path -> path);
    all.put("a letter encoded", path -> path.replaceFirst("[a-z]", "%61"));
    all.put("all encoded", DoorKnocks::encoded);
    all.put("encoded twice", path -> encoded(path).replace("%", "%25"));
    all.put("matrix parameter", path -> path.replaceFirst("(?<=.)/", ";x/"));
    all.put("matrix parameters", path -> path.replace("/", ";a=b/").replaceFirst(";a=b", ""));
    all.put("matrix parameter at the end", path -> path + ";jsessionid=1");
    all.put("encoded semicolon", path -> path.replaceFirst("(?<=.)/", "%3Bx/"));
    all.put("two slashes", path -> "/" + path);
    all.put("two slashes within", path -> path.replaceFirst("(?<=.)/", "//"));
    all.put("dot", path -> "/." + path);
    all.put("encoded dot", path -> "/%2e" + path);
    all.put("dots", path -> "/x/.." + path);
    all.put("encoded dots", path -> "/x/%2e%2e" + path);
    all.put("dots with a parameter", path -> "/x/..;a=b" + path);
    all.put("health first", path -> "/actuator/health/../.." + path);
    all.put("slash at the end", path -> path + "/");
    all.put("encoded slash", path -> path.replaceFirst("(?<=.)/", "%2f"));
    all.put("encoded slash twice", path -> path.replaceFirst("(?<=.)/", "%252f"));
    all.put("backslash", path -> path.replaceFirst("(?<=.)/", "\\\\"));
    all.put("encoded backslash", path -> path.replaceFirst("(?<=.)/", "%5c"));
    all.put("upper case", path -> path.toUpperCase(Locale.ROOT));
    all.put("fullwidth", path -> path.replaceFirst("[a-z]", "%EF%BD%81"));
    all.put("overlong", path -> path.replaceFirst("(?<=.)/", "%c0%af"));
    all.put("zero byte", path -> path + "%00");
    all.put("space", path -> path + "%20");
    all.put("line end", path -> path + "%0d%0a");
    all.put("suffix", path -> path + ".json");
    all.put("query", path -> path + "?a=b");
    all.put("fragment", path -> path + "#a");
    all.put("full URI", path -> "http://localhost" + path);
    all.put("full URI of another host", path -> "http://gateway.example:1" + path);
    return all;
  }

  private static String encoded(String path) {
    StringBuilder text = new StringBuilder();
    for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
      text.append(b == '/' ? "/" : String.format(Locale.ROOT, "%%%02x", b));
    }
    return text.toString();
  }
}
