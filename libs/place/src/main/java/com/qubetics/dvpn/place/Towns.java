package com.qubetics.dvpn.place;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;

/// All 135,233 towns of the extract: every place of 1,000 people, and seats of authorities. Read as
/// a stream, country by country, in a tenth of a second; what the reader does not keep is not kept.
///
/// The form is described where it is written, in `data/PlaceData.java`.
final class Towns {
  private static final String FILE = "towns.gz";

  private Towns() {}

  static void forEach(Consumer<Town> reader) {
    forEach(country -> true, reader);
  }

  static List<Town> of(String country) {
    List<Town> towns = new ArrayList<>();
    forEach(country::equals, towns::add);
    return towns;
  }

  /// The one with the most people.
  static Optional<Town> largestOf(String country) {
    return of(country).stream().max(Comparator.comparingInt(Town::people));
  }

  static void forEach(Predicate<String> countries, Consumer<Town> reader) {
    try (DataInputStream in =
        new DataInputStream(
            new BufferedInputStream(new GZIPInputStream(Resource.open(FILE)), 1 << 16))) {
      byte[] code = new byte[2];
      while (in.readNBytes(code, 0, code.length) == code.length) {
        String country = new String(code, StandardCharsets.US_ASCII);
        int length = in.readInt();
        if (countries.test(country)) {
          new Section(country, ByteBuffer.wrap(in.readNBytes(length))).read(reader);
        } else {
          in.skipNBytes(length);
        }
      }
    } catch (EOFException e) {
      throw new IllegalStateException(FILE + " is cut off", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// One country's columns.
  private record Section(String country, ByteBuffer bytes) {

    void read(Consumer<Town> reader) {
      int count = bytes.getInt();
      String[] names = names(count);
      String[] regions = regions(count);
      int[] people = new int[count];
      Arrays.setAll(people, town -> number());
      int[] latitudes = pairs(count);
      int[] longitudes = pairs(count);
      for (int i = 0; i < count; i++) {
        double latitude = (latitudes[i] - 9_000) / 100.0;
        double longitude = (longitudes[i] - 18_000) / 100.0;
        reader.accept(new Town(names[i], regions[i], country, people[i], latitude, longitude));
      }
    }

    private String[] names(int count) {
      String[] names = new String[count];
      byte[] name = new byte[256];
      for (int i = 0; i < count; i++) {
        int same = bytes.get() & 0xff;
        int more = bytes.get() & 0xff;
        bytes.get(name, same, more);
        names[i] = new String(name, 0, same + more, StandardCharsets.UTF_8);
      }
      return names;
    }

    private String[] regions(int count) {
      String[] regions = new String[count];
      for (int i = 0; i < count; i++) {
        byte[] letters = new byte[bytes.get()];
        bytes.get(letters);
        regions[i] = new String(letters, StandardCharsets.US_ASCII);
      }
      return regions;
    }

    /// Seven bits a byte, the lowest first.
    private int number() {
      int value = 0;
      int shift = 0;
      byte next;
      do {
        next = bytes.get();
        value |= (next & 127) << shift;
        shift += 7;
      } while (next < 0);
      return value;
    }

    /// All high bytes, then all low ones.
    private int[] pairs(int count) {
      int[] values = new int[count];
      Arrays.setAll(values, town -> (bytes.get() & 0xff) << 8);
      for (int i = 0; i < count; i++) {
        values[i] |= bytes.get() & 0xff;
      }
      return values;
    }
  }
}
