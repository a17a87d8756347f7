package com.qubetics.dvpn.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.qubetics.dvpn.protocol.value.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// On networks that are made up: continents with cities, cables with detours and queues.
class PlaceBenchmarkTest {
  private static final double[][] CONTINENTS = {
    {50, 10}, {40, -95}, {-25, 135}, {-15, -55}, {30, 110}, {5, 20}
  };

  private static List<Place> cities(SplittableRandom random) {
    return IntStream.range(0, 144)
        .mapToObj(
            city -> {
              double[] middle = CONTINENTS[city % CONTINENTS.length];
              double latitude = middle[0] + random.nextDouble(-14, 14);
              double longitude = middle[1] + random.nextDouble(-18, 18);
              return new Place("city" + city, "C" + letter(city), latitude, longitude);
            })
        .toList();
  }

  private static char letter(int city) {
    return (char) ('A' + city % CONTINENTS.length);
  }

  private static CityMatrix matrix(SplittableRandom random) {
    List<Place> cities = cities(random);
    double[][] millis = new double[cities.size()][cities.size()];
    for (int from = 0; from < cities.size(); from++) {
      for (int to = 0; to < from; to++) {
        Place there = cities.get(to);
        double km = cities.get(from).distanceKm(there.latitude(), there.longitude());
        millis[from][to] = km / 100 * random.nextDouble(1.15, 2.2) + random.nextDouble(0.5, 4);
        millis[to][from] = millis[from][to];
      }
    }
    return new CityMatrix(
        cities,
        IntStream.range(0, cities.size())
            .mapToObj(
                row -> IntStream.range(0, cities.size()).mapToObj(to -> millis[row][to]).toList())
            .toList());
  }

  /// Two honest hosts a city, and one that claims a city of another country.
  private static List<FleetHost> fleet(CityMatrix matrix, SplittableRandom random) {
    List<FleetHost> hosts = new ArrayList<>();
    for (Place city : matrix.cities()) {
      FleetHost honest = new FleetHost(city, city.country());
      hosts.addAll(List.of(honest, honest));
      hosts.add(new FleetHost(city, "C" + letter(random.nextInt(CONTINENTS.length))));
    }
    return hosts;
  }

  /// Nothing is fitted: the rule holds on each half of the cities alone, where it has 71 probers.
  @ParameterizedTest
  @CsvSource({"1, 0", "1, 1", "2, 0", "2, 1", "3, 0", "3, 1"})
  void holdsItsAimsOnCitiesNobodyHasSeen(long seed, int half) {
    SplittableRandom random = new SplittableRandom(seed);
    CityMatrix whole = matrix(random);
    CityMatrix part = whole.part(whole.all().filter(city -> city / 6 % 2 == half).boxed().toList());
    Map<String, Double> ratios = run(part, seed);
    assertThat(part.cities()).hasSize(72);
    assertThat(ratios.get("honest")).isGreaterThanOrEqualTo(0.7);
    assertThat(ratios.get("false-1000")).isLessThanOrEqualTo(0.14);
    assertThat(ratios.get("false-2000")).isLessThanOrEqualTo(0.07);
    assertThat(ratios.get("honest-refuted")).isLessThanOrEqualTo(0.03);
  }

  @Test
  void showsThatProbersAndGeoIpVerifyMoreLies() {
    Map<String, Double> ratios = run(matrix(new SplittableRandom(4)), 4);
    assertThat(ratios.get("peer-false-1000")).isGreaterThan(2 * ratios.get("false-1000"));
    assertThat(ratios.get("peer-honest")).isBetween(0.65, 0.85);
  }

  @Test
  void saysTheSameForTheSameSeed() {
    CityMatrix matrix = matrix(new SplittableRandom(5));
    assertThat(run(matrix, 7)).isEqualTo(run(matrix, 7)).isNotEqualTo(run(matrix, 8));
  }

  @Test
  void readsBothFiles(@TempDir Path folder) throws IOException {
    CityMatrix matrix = matrix(new SplittableRandom(6));
    assertThat(CityMatrix.read(written(folder, matrix))).isEqualTo(matrix);
    Path fleet = folder.resolve("fleet.csv");
    Files.writeString(fleet, "title\na,London,UK,,51.5,-0.1,GB,GB\na,Goa,IN,UK,15.5,73.8,IN,IN\n");
    List<FleetHost> hosts = FleetHost.read(fleet);
    assertThat(hosts).extracting(FleetHost::country).containsExactly("GB", "GB");
    assertThat(hosts).extracting(FleetHost::isVirtual).containsExactly(false, true);
  }

  @Test
  void refusesAMatrixThatIsNoSquare(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("matrix.csv");
    Files.writeString(file, "title\nBerlin,DE,52.5,13.4,0,1\n");
    assertThatThrownBy(() -> CityMatrix.read(file)).hasMessageContaining("as many columns");
  }

  private static Map<String, Double> run(CityMatrix matrix, long seed) {
    List<FleetHost> fleet = fleet(matrix, new SplittableRandom(seed));
    return new PlaceBenchmark(matrix, new SplittableRandom(seed)).run(fleet).ratios();
  }

  private static Path written(Path folder, CityMatrix matrix) throws IOException {
    String rows =
        matrix
            .all()
            .mapToObj(
                row -> {
                  Place city = matrix.cities().get(row);
                  String cells =
                      matrix.millis().get(row).stream()
                          .map(String::valueOf)
                          .collect(Collectors.joining(","));
                  return "%s,%s,%s,%s,%s%n"
                      .formatted(
                          city.city(), city.country(), city.latitude(), city.longitude(), cells);
                })
            .collect(Collectors.joining());
    return Files.writeString(folder.resolve("matrix.csv"), "title\n" + rows);
  }
}
