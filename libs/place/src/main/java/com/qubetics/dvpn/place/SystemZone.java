package com.qubetics.dvpn.place;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The name of the time zone that a host is set to. The variable TZ says it, else what
/// `/etc/localtime` links to, else `/etc/timezone` (where the former is a copy, as in many
/// containers), else what Java makes of it.
///
/// @param etc the host's `/etc`
public record SystemZone(Map<String, String> environment, Path etc) {
  private static final Pattern IN_ZONEINFO =
      Pattern.compile(".*/zoneinfo/(?:(?:posix|right|uclibc)/)?(.+)");

  public static final SystemZone THIS = new SystemZone(System.getenv(), Path.of("/etc"));

  public String name() {
    return variable().or(this::link).or(this::line).orElseGet(() -> ZoneId.systemDefault().getId());
  }

  /// With a colon before it or without, a name or a file's path.
  private Optional<String> variable() {
    String text = environment.getOrDefault("TZ", "").strip();
    String name = text.startsWith(":") ? text.substring(1) : text;
    return name.isEmpty() ? Optional.empty() : Optional.of(inZoneinfo(name).orElse(name));
  }

  private Optional<String> link() {
    Path localtime = etc.resolve("localtime");
    try {
      return Files.isSymbolicLink(localtime)
          ? inZoneinfo(localtime.resolveSibling(Files.readSymbolicLink(localtime)).toString())
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private Optional<String> line() {
    try {
      return Files.readString(etc.resolve("timezone"))
          .lines()
          .map(String::strip)
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> inZoneinfo(String path) {
    Matcher matcher = IN_ZONEINFO.matcher(path);
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }
}
