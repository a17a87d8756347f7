package com.qubetics.dvpn.client.selection;

import com.qubetics.dvpn.client.gateway.ProblemException;
import com.qubetics.dvpn.place.Country;
import com.qubetics.dvpn.place.Found;
import com.qubetics.dvpn.place.SystemZone;
import com.qubetics.dvpn.place.Town;
import com.qubetics.dvpn.place.TownSearch;
import com.qubetics.dvpn.place.ZonePlace;
import com.qubetics.dvpn.wire.problem.ProblemCode;
import com.qubetics.dvpn.wire.selection.SelectionRequest.Near;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Where the user is: as they say it, else by the time zone of this machine. Found out without a
/// word to anybody; the selector is told a point, which for a zone is hundreds of kilometres
/// coarse.
///
/// @param zone of this machine
public record Whereabouts(SystemZone zone) {
  private static final Pattern POINT =
      Pattern.compile("\\s*([+-]?[0-9.]+)\\s*,\\s*([+-]?[0-9.]+)\\s*");

  /// @param near null: any node is as near as another
  /// @param note what was assumed, for people
  public record Assumed(@Nullable Near near, String note) {}

  /// Reads `50.1,8.7`, or a town such as `Berlin` or `Washington,US`.
  ///
  /// @throws ProblemException PLACE_UNKNOWN, with names spelt alike; PLACE_AMBIGUOUS, with the
  ///   towns to choose from
  public static Near named(String text) {
    var point = POINT.matcher(text);
    if (point.matches()) {
      return point(point.group(1), point.group(2));
    }
    return switch (TownSearch.find(text)) {
      case Found.One one -> at(one.town());
      case Found.Several several ->
          throw new ProblemException(ProblemCode.PLACE_AMBIGUOUS, choice(text, several));
      case Found.None none ->
          throw new ProblemException(ProblemCode.PLACE_UNKNOWN, unknown(text, none));
    };
  }

  /// Where the user does not say it.
  ///
  /// @param countries that nodes are wanted in: the largest town of the first stands in where the
  ///   time zone tells no place
  public Assumed assumed(List<Country> countries) {
    String name = zone.name();
    Optional<ZonePlace> place = ZonePlace.of(name);
    if (place.isPresent()) {
      Near near = new Near(place.get().latitude(), place.get().longitude());
      return new Assumed(near, "near %s, by this machine's time zone".formatted(name));
    }
    String none = "this machine's time zone, %s, tells no place".formatted(name);
    return countries.stream()
        .findFirst()
        .flatMap(TownSearch::largestOf)
        .map(town -> new Assumed(at(town), "%s: near %s".formatted(none, town.name())))
        .orElseGet(() -> new Assumed(null, none + ": any node; --near TOWN says where you are"));
  }

  private static Near point(String latitude, String longitude) {
    try {
      return new Near(Double.parseDouble(latitude), Double.parseDouble(longitude));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("--near: malformed (expected: LATITUDE,LONGITUDE)", e);
    }
  }

  private static Near at(Town town) {
    return new Near(town.latitude(), town.longitude());
  }

  /// A line for each town: what to type, where it is, how many people.
  private static String choice(String text, Found.Several several) {
    String lines = several.towns().stream().map(Whereabouts::line).collect(Collectors.joining());
    int more = several.inAll() - several.towns().size();
    return "%s: %s towns are called so%s%s"
        .formatted(
            text, several.inAll(), lines, more > 0 ? "\n  and %s smaller".formatted(more) : "");
  }

  private static String line(Town town) {
    return String.format(
        Locale.ROOT,
        "%n  --near %-32s  %s, %s%s (%,d people)",
        "\"" + TownSearch.typed(town) + "\"",
        town.name(),
        town.region().isEmpty() ? "" : town.region() + ", ",
        Country.find(town.country()).map(Country::name).orElse(town.country()),
        town.people());
  }

  private static String unknown(String text, Found.None none) {
    String similar =
        none.similar().stream().map(TownSearch::typed).collect(Collectors.joining("\" or \""));
    return "%s: no such town%s"
        .formatted(text, similar.isEmpty() ? "" : "; did you mean \"%s\"?".formatted(similar));
  }
}
