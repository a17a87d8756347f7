package com.qubetics.dvpn.stage.network;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// A program that the devnet runs on a JVM. [#all] is the one list of them: what is not in it can't
/// be started by [Jvm], and the test of stale classes goes through all of it.
///
/// @param name of the program, and of its ahead-of-time cache
/// @param jar with a main class; its libraries are those of its manifest
/// @param heapMegabytes largest heap
/// @param trained whether it gets a cache: what is started seldom, or waits for people, does not
public record Program(Layout layout, String name, Path jar, int heapMegabytes, boolean trained) {

  /// The first program of the sandbox, with Kafka in it.
  public static Program stage(Layout layout) {
    return new Program(layout, "dvpn-stage", stageJar(layout), 256, true);
  }

  /// Who tells the story, inside of the sandbox.
  public static Program story(Layout layout) {
    return new Program(layout, "story", stageJar(layout), 128, false);
  }

  /// The way in from the machine's loopback.
  public static Program relay(Layout layout) {
    return new Program(layout, "relay", stageJar(layout), 24, false);
  }

  /// Who has caches written while the network is idle.
  public static Program training(Layout layout) {
    return new Program(layout, "training", stageJar(layout), 64, false);
  }

  /// The web server of the small internet.
  static Program web(Layout layout) {
    return new Program(layout, "web", stageJar(layout), 32, true);
  }

  static Program of(Layout layout, Service service) {
    return new Program(
        layout,
        service.name(),
        layout.service(service.name()).resolve(service.name() + ".jar"),
        service.heapMegabytes(),
        true);
  }

  /// `dvpn`.
  public static Program client(Layout layout) {
    return new Program(layout, "dvpn", layout.command("client", "dvpn"), 64, true);
  }

  /// `dvpn-node`.
  static Program agent(Layout layout) {
    return new Program(layout, "dvpn-node", layout.command("node-agent", "dvpn-node"), 64, true);
  }

  /// `dvpn-admin`.
  public static Program admin(Layout layout) {
    return new Program(layout, "dvpn-admin", layout.command("admin", "dvpn-admin"), 96, true);
  }

  static List<Program> all(Layout layout) {
    return Stream.concat(
            Service.ALL.stream().map(service -> of(layout, service)),
            Stream.of(
                stage(layout),
                story(layout),
                relay(layout),
                training(layout),
                web(layout),
                client(layout),
                agent(layout),
                admin(layout)))
        .toList();
  }

  private static Path stageJar(Layout layout) {
    return layout.command("devnet/stage", "dvpn-stage");
  }
}
