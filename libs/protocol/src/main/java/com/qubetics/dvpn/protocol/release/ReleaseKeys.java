package com.qubetics.dvpn.protocol.release;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/// Whom a host believes: the keys that its package pins, and how many of them must have signed.
///
/// @param keys empty in a package that somebody built for themselves: then no release is believed
/// @param threshold how many different keys must have signed
/// @param url where releases are published
public record ReleaseKeys(List<ReleaseKey> keys, int threshold, Optional<String> url) {

  public ReleaseKeys {
    keys = List.copyOf(keys);
    url.ifPresent(URI::create);
    if (new HashSet<>(keys).size() != keys.size()) {
      throw new IllegalArgumentException("release keys: one stands there twice");
    }
    if (threshold < 1 || (!keys.isEmpty() && threshold > keys.size())) {
      throw new IllegalArgumentException(
          "release keys: threshold %s of %s keys".formatted(threshold, keys.size()));
    }
  }

  /// Lines of `key 0x…`, one `threshold K`, at most one `url U`; `#` begins a comment line.
  public static ReleaseKeys parse(String text) {
    List<ReleaseKey> keys = new ArrayList<>();
    Optional<Integer> threshold = Optional.empty();
    Optional<String> url = Optional.empty();
    for (String line : text.lines().map(String::strip).toList()) {
      String[] words = line.split("\\s+", 2);
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      if (words.length == 2 && words[0].equals("key")) {
        keys.add(ReleaseKey.parse(words[1]));
      } else if (words.length == 2 && words[0].equals("threshold") && threshold.isEmpty()) {
        threshold = Optional.of(Integer.parseInt(words[1]));
      } else if (words.length == 2 && words[0].equals("url") && url.isEmpty()) {
        url = Optional.of(words[1]);
      } else {
        throw new IllegalArgumentException(
            "release keys: unexpected line (expected: key 0x…, threshold K or url U)");
      }
    }
    return new ReleaseKeys(
        keys,
        threshold.orElseThrow(() -> new IllegalArgumentException("release keys: no threshold")),
        url);
  }

  /// How many different pinned keys have signed this very text.
  public int approvals(SignedRelease signed) {
    byte[] message = signed.message();
    return (int)
        signed.signatures().stream()
            .filter(signature -> keys.contains(signature.key()))
            .filter(signature -> signature.key().holds(message, signature.bytes()))
            .map(SignedRelease.ReleaseSignature::key)
            .distinct()
            .count();
  }

  public boolean accept(SignedRelease signed) {
    return approvals(signed) >= threshold && !keys.isEmpty();
  }
}
