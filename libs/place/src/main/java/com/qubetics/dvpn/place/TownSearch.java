package com.qubetics.dvpn.place;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Towns by what people call them.
///
/// ## How it works, and why
///
/// A town matches by its whole name, by one of its names in other languages (`exonyms.tsv`), or by
/// how its name begins; letter case, accents and punctuation make no difference. The largest one
/// that matches as a whole is taken if it has [#TIMES] the people of each other one, and no town
/// whose name only begins so is larger still. Where nothing matches as a whole, beginnings are
/// weighed alike. In all other cases the user chooses: a tunnel to the wrong Springfield works, so
/// nobody would notice.
///
/// Example: `Washington` is Washington, D.C. by its other name (601,723 people). The largest of
/// just this name, in England, has 53,526, and Washington Heights only begins so: D.C. is taken.
/// `Mexico` is Mexico City by its other name (12,294,193), although a town in the Philippines has
/// just this name. `Birmingham` in England has 984,333 people, the one in Alabama 212,237: the user
/// chooses.
public final class TownSearch {
  /// Candidates that a person looks at.
  public static final int MOST_SHOWN = 10;

  private static final int TIMES = 5;
  private static final int SIMILAR_SHOWN = 3;
  private static final int MOST_LETTERS = 100;
  private static final Comparator<Town> LARGEST_FIRST =
      Comparator.comparingInt(Town::people).reversed().thenComparing(Town::point);

  private TownSearch() {}

  /// @param text `TOWN`, `TOWN,COUNTRY` or `TOWN,REGION,COUNTRY`, the last two as codes; a comma
  ///   may be part of the name
  public static Found find(String text) {
    Query query = Query.parse(text);
    Found found = find(query);
    if (found instanceof Found.None && !query.umlauts().equals(query)) {
      return find(query.umlauts()) instanceof Found.None ? found : find(query.umlauts());
    }
    return found;
  }

  /// The one with the most people, where a country is all that is known.
  public static Optional<Town> largestOf(Country country) {
    return Towns.largestOf(country.code());
  }

  /// What to type so that just this town is found.
  public static String typed(Town town) {
    String name = town.name() + "," + town.country();
    if (find(name).equals(new Found.One(town))) {
      return name;
    }
    String withRegion = town.name() + "," + town.region() + "," + town.country();
    return !town.region().isEmpty() && find(withRegion).equals(new Found.One(town))
        ? withRegion
        : town.point();
  }

  private record Query(String name, String region, String country) {

    static Query parse(String text) {
      if (text.length() > MOST_LETTERS) {
        throw new IllegalArgumentException(
            "town: %s letters (expected: %s at most)".formatted(text.length(), MOST_LETTERS));
      }
      List<String> parts = new ArrayList<>(List.of(text.split(",", -1)));
      String country = parts.size() > 1 ? code(parts.getLast()) : "";
      if (Country.find(country).isEmpty()) {
        return new Query(Folding.fold(text), "", "");
      }
      parts.removeLast();
      String region = parts.size() > 1 ? code(parts.getLast()) : "";
      if (!region.isEmpty()) {
        parts.removeLast();
      }
      return new Query(Folding.fold(String.join(",", parts)), region, country);
    }

    private static String code(String part) {
      String code = part.strip().toUpperCase(java.util.Locale.ROOT);
      return code.matches("[A-Z]{2,3}") ? code : "";
    }

    Query umlauts() {
      return new Query(Folding.withoutUmlauts(name), region, country);
    }

    boolean isOf(String code) {
      return country.isEmpty() || country.equals(code);
    }

    boolean isOf(Town town) {
      return region.isEmpty() || region.equals(town.region());
    }
  }

  private static Found find(Query query) {
    if (query.name().isEmpty()) {
      return new Found.None(List.of());
    }
    Set<Named> otherwise = Exonyms.meaning(query.name());
    List<Town> whole = new ArrayList<>();
    List<Town> begun = new ArrayList<>();
    Map<Named, Town> largest = new HashMap<>();
    Towns.forEach(
        query::isOf,
        town -> {
          if (!query.isOf(town)) {
            return;
          }
          String name = Folding.fold(town.name());
          if (name.equals(query.name())) {
            whole.add(town);
          } else if (name.startsWith(query.name())) {
            begun.add(town);
          }
          Named named = new Named(town.name(), town.country());
          if (otherwise.contains(named)) {
            largest.merge(named, town, (a, b) -> a.people() >= b.people() ? a : b);
          }
        });
    Set<Town> matching = new HashSet<>(whole);
    matching.addAll(largest.values());
    begun.removeAll(matching);
    return chosen(query, sorted(matching), sorted(begun));
  }

  private static List<Town> sorted(Iterable<Town> towns) {
    List<Town> sorted = new ArrayList<>();
    towns.forEach(sorted::add);
    sorted.sort(LARGEST_FIRST);
    return sorted;
  }

  private static Found chosen(Query query, List<Town> whole, List<Town> begun) {
    List<Town> first = whole.isEmpty() ? begun : whole;
    if (first.isEmpty()) {
      return new Found.None(similar(query));
    }
    Town best = first.getFirst();
    boolean largest = first.size() == 1 || best.people() >= TIMES * (long) first.get(1).people();
    boolean beaten = !begun.isEmpty() && begun.getFirst().people() > best.people();
    if (largest && !beaten) {
      return new Found.One(best);
    }
    List<Town> all = new ArrayList<>(whole);
    begun.stream()
        .filter(town -> whole.isEmpty() || town.people() > best.people())
        .forEach(all::add);
    all.sort(LARGEST_FIRST);
    return new Found.Several(all.stream().limit(MOST_SHOWN).toList(), all.size());
  }

  /// One letter in four may be wrong, two at most.
  private static List<Town> similar(Query query) {
    int bound = Math.min(2, query.name().length() / 4 + 1);
    record Similar(Town town, int distance) {}
    Map<String, Similar> best = new HashMap<>();
    Comparator<Similar> likeliest =
        Comparator.comparingInt(Similar::distance).thenComparing(Similar::town, LARGEST_FIRST);
    Towns.forEach(
        town -> {
          String name = Folding.fold(town.name());
          int distance = EditDistance.of(query.name(), name, bound);
          if (distance <= bound) {
            best.merge(
                name, new Similar(town, distance), (a, b) -> likeliest.compare(a, b) <= 0 ? a : b);
          }
        });
    return best.values().stream()
        .sorted(likeliest)
        .limit(SIMILAR_SHOWN)
        .map(Similar::town)
        .toList();
  }
}
