package com.qubetics.dvpn.wire.agent;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An agent's version, `MAJOR.MINOR.PATCH` with an optional suffix that does not count.
public record AgentVersion(int major, int minor, int patch) implements Comparable<AgentVersion> {
  private static final Pattern FORM =
      Pattern.compile("([0-9]{1,6})\\.([0-9]{1,6})\\.([0-9]{1,6})(?:[-+][0-9A-Za-z.+-]{1,40})?");

  public static AgentVersion parse(String text) {
    Matcher m = FORM.matcher(text);
    if (!m.matches()) {
      throw new IllegalArgumentException("version: malformed (expected: MAJOR.MINOR.PATCH)");
    }
    return new AgentVersion(
        Integer.parseInt(m.group(1)), Integer.parseInt(m.group(2)), Integer.parseInt(m.group(3)));
  }

  @Override
  public int compareTo(AgentVersion other) {
    int order = Integer.compare(major, other.major);
    order = order != 0 ? order : Integer.compare(minor, other.minor);
    return order != 0 ? order : Integer.compare(patch, other.patch);
  }
}
