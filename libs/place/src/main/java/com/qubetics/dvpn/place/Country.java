package com.qubetics.dvpn.place;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// A country of ISO 3166-1, as tzdata lists them, or Kosovo (`XK`, user-assigned).
///
/// @param code two capitals
/// @param name in English, as tzdata has it
public record Country(String code, String name) {
  /// Codes that are in use beside the standard's own, and those.
  private static final Map<String, String> MEANT = Map.of("UK", "GB", "EL", "GR");

  /// All of them, by code.
  public static List<Country> all() {
    return Resource.rows("countries.tsv").stream().map(row -> new Country(row[0], row[1])).toList();
  }

  public static Optional<Country> find(String code) {
    return all().stream().filter(country -> country.code().equals(code)).findFirst();
  }

  /// Reads a code, in capitals or not.
  ///
  /// @throws IllegalArgumentException naming the code that is meant, where that can be told: `GB`
  ///   for `UK`, and for a country's name its code
  public static Country parse(String text) {
    String code = text.strip().toUpperCase(Locale.ROOT);
    return find(code)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "country: %s is no code of ISO 3166-1 (expected: %s)"
                        .formatted(
                            text.strip(),
                            meant(code).map(Country::toString).orElse("such as DE, FR or US"))));
  }

  private static Optional<Country> meant(String code) {
    String other = MEANT.get(code);
    return other == null ? named(code) : find(other);
  }

  private static Optional<Country> named(String text) {
    String folded = Folding.fold(text);
    return all().stream()
        .filter(country -> folded.length() > 2 && Folding.fold(country.name()).contains(folded))
        .findFirst();
  }

  @Override
  public String toString() {
    return code + ", " + name;
  }
}
