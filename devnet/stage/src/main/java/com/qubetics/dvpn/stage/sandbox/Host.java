package com.qubetics.dvpn.stage.sandbox;

import java.util.List;
import java.util.stream.Stream;

/// One machine of the small internet: a network namespace with an address in a /24 of its own, and
/// a resolv.conf of its own: a client writes there, and the machine's is not to be touched.
///
/// @param name name of the namespace
/// @param network the first three bytes of its /24
public record Host(String name, String network) {

  /// Runs `"$@"` with what host `$0` has for itself; within its network already.
  public static final String OWN_FILES =
      "mount --bind \"/run/hosts/$0/resolv.conf\" /etc/resolv.conf && exec \"$@\"";

  public static final Host CONTROL = new Host("control", "198.18.0");
  public static final Host WEB = new Host("web", "198.51.100");

  public static Host node(String name, int index) {
    return new Host(name, "198.18." + index);
  }

  public static Host client(int index) {
    return new Host("client-" + index, "198.18." + (100 + index));
  }

  public String address() {
    return network + ".10";
  }

  String router() {
    return network + ".1";
  }

  String subnet() {
    return network + ".0/24";
  }

  /// The command, run on this host by a process that is already in the sandbox.
  public List<String> running(List<String> command) {
    if (equals(CONTROL)) {
      return command;
    }
    return Stream.concat(
            Stream.of(
                "nsenter",
                "--net=/run/netns/" + name,
                "--",
                "unshare",
                "--mount",
                "--",
                "/bin/sh",
                "-c",
                OWN_FILES,
                name),
            command.stream())
        .toList();
  }
}
