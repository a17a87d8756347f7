package com.qubetics.dvpn.command;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Arguments and environment of this process as they were given to it, in UTF-8. Java decodes them
/// by the locale: in that of a bare server (`C`) each byte beyond ASCII becomes U+FFFD, in Latin-1
/// `ü` becomes `Ã¼`, and nothing tells that anything is lost. The kernel has kept the bytes.
///
/// @param process the process's folder of the kernel, `/proc/self`
public record ProcessText(Path process) {
  public static final ProcessText THIS = new ProcessText(Path.of("/proc/self"));

  private static final String REMEDY = "(expected: UTF-8; set the terminal to it, or use a file)";
  private static final char LOST = '\uFFFD';

  /// @param given as `main` got them
  /// @throws IllegalArgumentException naming the argument that is no UTF-8
  public String[] arguments(String[] given) {
    List<byte[]> kept = kept("cmdline");
    int options = kept.size() - given.length;
    String[] strict = new String[given.length];
    for (int i = 0; i < given.length; i++) {
      String name = "argument " + (i + 1);
      strict[i] = options < 0 ? whole(name, given[i]) : strict(name, kept.get(options + i));
    }
    return strict;
  }

  /// @param given as Java got it; what was added to it since is kept
  /// @throws IllegalArgumentException naming the variable that is no UTF-8, of those with `prefix`
  public Map<String, String> environment(Map<String, String> given, String prefix) {
    Map<String, String> strict = new HashMap<>(given);
    for (byte[] bytes : kept("environ")) {
      int end = nameEnd(bytes);
      String name = new String(bytes, 0, end, StandardCharsets.US_ASCII);
      if (name.startsWith(prefix) && given.containsKey(name)) {
        strict.put(name, strict(name, Arrays.copyOfRange(bytes, end + 1, bytes.length)));
      }
    }
    strict.forEach(
        (name, text) -> {
          if (name.startsWith(prefix)) {
            whole(name, text);
          }
        });
    return strict;
  }

  private static int nameEnd(byte[] bytes) {
    int end = 0;
    while (end < bytes.length - 1 && bytes[end] != '=') {
      end++;
    }
    return end;
  }

  private static String strict(String name, byte[] bytes) {
    try {
      return whole(name, TextFile.strict(bytes));
    } catch (CharacterCodingException e) {
      throw lost(name);
    }
  }

  private static String whole(String name, String text) {
    if (text.indexOf(LOST) >= 0) {
      throw lost(name);
    }
    return text;
  }

  private static IllegalArgumentException lost(String name) {
    return new IllegalArgumentException("%s: is not UTF-8 text %s".formatted(name, REMEDY));
  }

  /// None where the kernel does not say.
  private List<byte[]> kept(String file) {
    byte[] all;
    try {
      all = Files.readAllBytes(process.resolve(file));
    } catch (IOException e) {
      return List.of();
    }
    List<byte[]> parts = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < all.length; i++) {
      if (all[i] == 0) {
        parts.add(Arrays.copyOfRange(all, start, i));
        start = i + 1;
      }
    }
    return parts;
  }
}
