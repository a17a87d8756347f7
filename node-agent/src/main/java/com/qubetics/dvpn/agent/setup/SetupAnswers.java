package com.qubetics.dvpn.agent.setup;

import com.qubetics.dvpn.agent.dns.Upstream;
import com.qubetics.dvpn.agent.home.AgentSettings;
import com.qubetics.dvpn.command.TextFile;
import com.qubetics.dvpn.place.PlaceCheck;
import com.qubetics.dvpn.protocol.value.Account;
import com.qubetics.dvpn.protocol.value.Endpoint;
import com.qubetics.dvpn.protocol.value.Place;
import com.qubetics.dvpn.wireguard.host.Cidr;
import com.qubetics.dvpn.wireguard.host.Cidr6;
import com.qubetics.dvpn.wireguard.host.InterfaceName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The provider's answers to what setup asks, from where they are found first: flag, environment,
/// settings file, the setup before, the question on a terminal, the host itself, the usual value.
/// All are turned into types together, so that one run tells everything that is wrong.
public final class SetupAnswers {
  private static final String NONE = "none";

  private record Answer(String text, String source) {}

  private final Map<Setting, Answer> answers = new EnumMap<>(Setting.class);

  /// Takes answers for settings that have none yet.
  public SetupAnswers from(String source, Map<Setting, String> found) {
    found.forEach(
        (setting, text) -> {
          if (!text.isBlank()) {
            answers.putIfAbsent(setting, new Answer(text.strip(), source));
          }
        });
    return this;
  }

  public static Map<Setting, String> environment(Map<String, String> environment) {
    Map<Setting, String> found = new EnumMap<>(Setting.class);
    for (Setting setting : Setting.values()) {
      String text = environment.get(setting.variable());
      if (text != null) {
        found.put(setting, text);
      }
    }
    return found;
  }

  /// Reads lines `key=value`; blank lines and those that begin with `#` are passed over.
  ///
  /// @throws IllegalArgumentException naming the line that is wrong
  public static Map<Setting, String> file(Path file) {
    return lines(TextFile.read("--settings", file).lines().toList(), file.toString());
  }

  static Map<Setting, String> lines(List<String> lines, String file) {
    Map<Setting, String> found = new EnumMap<>(Setting.class);
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      String[] parts = line.split("=", 2);
      String where = file + " line " + (i + 1);
      Setting setting = named(parts[0].strip(), where);
      if (parts.length < 2 || found.put(setting, parts[1]) != null) {
        throw new IllegalArgumentException(
            where + ": " + setting.key() + " without a value, or twice (expected: key=value)");
      }
    }
    return found;
  }

  private static Setting named(String key, String where) {
    for (Setting setting : Setting.values()) {
      if (setting.key().equals(key)) {
        return setting;
      }
    }
    List<String> known = new ArrayList<>();
    for (Setting setting : Setting.values()) {
      known.add(setting.key());
    }
    throw new IllegalArgumentException(
        where + ": no such key (expected: one of " + String.join(", ", known) + ")");
  }

  /// What the setup before has written.
  public static Map<Setting, String> before(AgentSettings settings) {
    Map<Setting, String> found = new EnumMap<>(Setting.class);
    found.put(Setting.GATEWAY, settings.gateway());
    found.put(Setting.CA, settings.ca() == null ? "" : settings.ca());
    found.put(Setting.PROVIDER, settings.provider().toString());
    found.put(Setting.ENDPOINT, settings.endpoint().toString());
    Place place = settings.place();
    found.put(
        Setting.PLACE,
        "%s,%s,%s,%s"
            .formatted(place.city(), place.country(), place.latitude(), place.longitude()));
    found.put(Setting.EGRESS_INTERFACE, settings.egressInterface().value());
    found.put(Setting.INTERFACE, settings.interfaceName().value());
    found.put(Setting.TUNNEL_NETWORK, settings.tunnelNetwork().toString());
    found.put(Setting.TUNNEL_NETWORK6, settings.network6().map(Cidr6::toString).orElse(NONE));
    found.put(Setting.DNS, settings.dns() == null ? "" : settings.dns());
    found.put(
        Setting.DNS_UPSTREAM,
        String.join(",", settings.dnsUpstream().stream().map(Upstream::toString).toList()));
    found.put(
        Setting.ALLOW_EGRESS,
        String.join(",", settings.allowEgress().stream().map(Cidr::toString).toList()));
    found.put(Setting.MAX_PEERS, Integer.toString(settings.maxPeers()));
    found.put(Setting.CAPACITY_MBIT, Long.toString(settings.capacityKbit() / 1000));
    found.put(
        Setting.KEY_PASSWORD_FILE,
        settings.keyPasswordFile() == null ? "" : settings.keyPasswordFile());
    found.put(Setting.PATH_ECHO, settings.pathEcho() == null ? "" : settings.pathEcho());
    Boolean open = settings.openFirewalls();
    found.put(Setting.OPEN_FIREWALLS, open == null ? "" : open ? "yes" : "no");
    return found;
  }

  public static Map<Setting, String> usual() {
    Map<Setting, String> found = new EnumMap<>(Setting.class);
    for (Setting setting : Setting.values()) {
      setting.usual().ifPresent(text -> found.put(setting, text));
    }
    return found;
  }

  Optional<String> text(Setting setting) {
    return Optional.ofNullable(answers.get(setting)).map(Answer::text);
  }

  public boolean has(Setting setting) {
    return answers.containsKey(setting);
  }

  /// Settings that setup can't do without and nobody has answered yet.
  public List<Setting> missing() {
    List<Setting> missing = new ArrayList<>();
    for (Setting setting : Setting.values()) {
      if (setting.isRequired() && !has(setting)) {
        missing.add(setting);
      }
    }
    return missing;
  }

  /// @param measuredKbit the capacity if nobody has named one
  /// @throws IllegalArgumentException with a line for each answer that is missing or malformed,
  ///   naming where it came from
  public AgentSettings settings(long measuredKbit) {
    List<String> wrong = new ArrayList<>();
    for (Setting setting : missing()) {
      wrong.add(
          "%s: missing (give %s, %s or %s in a settings file): %s"
              .formatted(
                  setting.key(),
                  setting.flag(),
                  setting.variable(),
                  setting.key(),
                  setting.description()));
    }
    Reader reader = new Reader(wrong);
    @Nullable String ca = reader.read(Setting.CA, SetupAnswers::readable).orElse(null);
    Optional<Account> provider = reader.read(Setting.PROVIDER, Account::parse);
    Optional<Endpoint> endpoint = reader.read(Setting.ENDPOINT, Endpoint::parse);
    Optional<Place> place = reader.read(Setting.PLACE, SetupAnswers::place);
    Optional<InterfaceName> egress = reader.read(Setting.EGRESS_INTERFACE, InterfaceName::parse);
    Optional<InterfaceName> tunnel = reader.read(Setting.INTERFACE, InterfaceName::parse);
    Optional<Cidr> network = reader.read(Setting.TUNNEL_NETWORK, Cidr::parse);
    Optional<Optional<Cidr6>> network6 = reader.read(Setting.TUNNEL_NETWORK6, SetupAnswers::orNone);
    Optional<List<Cidr>> allowed = reader.read(Setting.ALLOW_EGRESS, SetupAnswers::networks);
    Optional<Integer> peers = reader.read(Setting.MAX_PEERS, text -> whole(text, 65_000));
    Optional<Integer> mbit = reader.read(Setting.CAPACITY_MBIT, text -> whole(text, 1_000_000));
    Optional<String> password = reader.read(Setting.KEY_PASSWORD_FILE, SetupAnswers::readable);
    Optional<String> gateway = reader.read(Setting.GATEWAY, text -> text);
    Optional<String> dns = reader.read(Setting.DNS, text -> text);
    Optional<String> echo = reader.read(Setting.PATH_ECHO, text -> text);
    Optional<Boolean> open = reader.read(Setting.OPEN_FIREWALLS, SetupAnswers::yes);
    Optional<List<Upstream>> upstream = reader.read(Setting.DNS_UPSTREAM, SetupAnswers::upstream);
    if (!wrong.isEmpty()) {
      throw new IllegalArgumentException(String.join(System.lineSeparator(), wrong));
    }
    return new AgentSettings(
        gateway.orElseThrow(),
        ca,
        provider.orElseThrow(),
        endpoint.orElseThrow(),
        place.orElseThrow(),
        egress.orElseThrow(),
        tunnel.orElseThrow(),
        network.orElseThrow(),
        dns.orElse(null),
        upstream.orElse(List.of()),
        allowed.orElse(List.of()),
        peers.orElseThrow(),
        mbit.map(value -> value * 1000L).orElse(measuredKbit),
        password.orElse(null),
        echo.orElse(null),
        open.orElse(null),
        network6.orElseThrow().orElse(null));
  }

  private final class Reader {
    private final List<String> wrong;

    Reader(List<String> wrong) {
      this.wrong = wrong;
    }

    <T> Optional<T> read(Setting setting, Function<String, T> form) {
      Answer answer = answers.get(setting);
      if (answer == null) {
        return Optional.empty();
      }
      try {
        return Optional.of(form.apply(whole(answer.text())));
      } catch (IllegalArgumentException e) {
        wrong.add("%s (from %s): %s".formatted(setting.key(), answer.source(), e.getMessage()));
        return Optional.empty();
      }
    }
  }

  /// Java puts U+FFFD where it can't decode: on a terminal that is not set to UTF-8, or in what an
  /// earlier setup has kept.
  private static String whole(String text) {
    if (text.indexOf('\uFFFD') >= 0) {
      throw new IllegalArgumentException(
          "characters are lost (expected: UTF-8; give it in a settings file, or set the terminal:"
              + " LC_ALL=C.UTF-8)");
    }
    return text;
  }

  private static Place place(String text) {
    Place place = Place.parse(text);
    PlaceCheck.fault(place)
        .ifPresent(
            fault -> {
              throw new IllegalArgumentException(fault);
            });
    return place;
  }

  private static boolean yes(String text) {
    if (!text.equals("yes") && !text.equals("no")) {
      throw new IllegalArgumentException("malformed (expected: yes or no)");
    }
    return text.equals("yes");
  }

  private static String readable(String text) {
    Path file = Path.of(text).toAbsolutePath();
    if (!Files.exists(file)) {
      throw new IllegalArgumentException("no such file: " + file);
    }
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(file + " is no file");
    }
    if (!Files.isReadable(file)) {
      throw new IllegalArgumentException(file + " may not be read by this user");
    }
    return file.toString();
  }

  private static Optional<Cidr6> orNone(String text) {
    return text.equals(NONE) ? Optional.empty() : Optional.of(Cidr6.parse(text));
  }

  private static List<Cidr> networks(String text) {
    List<Cidr> networks = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      networks.add(Cidr.parse(part.strip()));
    }
    return networks;
  }

  private static List<Upstream> upstream(String text) {
    return Stream.of(text.split(",", -1)).map(part -> Upstream.parse(part.strip())).toList();
  }

  private static int whole(String text, int most) {
    if (!text.matches("[0-9]{1,7}")
        || Integer.parseInt(text) < 1
        || Integer.parseInt(text) > most) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "malformed (expected: a whole number from 1 to %d)", most));
    }
    return Integer.parseInt(text);
  }
}
