package com.qubetics.dvpn.stage;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.stage.sandbox.Commands;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The script `dev` in a small repository of its own, where Maven and npm are played: the player of
/// Maven makes a jar of a module's sources, but, like Maven, only where there are no classes.
@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class DevBuildIT {

  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final FileTime LONG_AGO = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));
  private static final List<String> MODULES =
      List.of(
          "libs/chain",
          "registry-service",
          "selector-service",
          "session-ledger",
          "rewards-service",
          "gateway",
          "node-agent",
          "client",
          "admin",
          "devnet/stage",
          "benchmarks");

  /// What a module's "compiler" and "jar" are: the text of its sources. A service's jar is a script
  /// of the played `java`, which unpacks it.
  private static final String MAVEN =
      """
      #!/bin/bash
      echo built >>"$PWD/.build/builds"
      for module in %s; do
        target=$module/target
        mkdir -p "$target/lib"
        if [[ ! -e $target/classes ]]; then
          mkdir "$target/classes"
          find "$module/src/main" -type f -exec cat {} + >"$target/classes/all"
        fi
        cp "$target/classes/all" "$target/${module##*/}-1.jar"
        case $module in
          node-agent) cp "$target/classes/all" "$target/dvpn-node.jar" ;;
          client) cp "$target/classes/all" "$target/dvpn.jar" ;;
          admin) cp "$target/classes/all" "$target/dvpn-admin.jar" ;;
          devnet/stage) cp "$target/classes/all" "$target/dvpn-stage.jar" ;;
        esac
      done
      """
          .formatted(String.join(" ", MODULES));

  private static final String JAVA =
      """
      #!/bin/bash
      case $1 in
        -version) echo 'openjdk version "25.0.3"' >&2 ;;
        -Djarmode=tools) mkdir -p "$6" && cp "$3" "$6/" ;;
      esac
      """;

  /// Like `npm ci`: empties the folder, also one that a link points to.
  private static final String NPM =
      """
      #!/bin/bash
      rm -rf "$2"/node_modules/*
      mkdir -p "$2/node_modules"
      cat "$2/package-lock.json" >"$2/node_modules/.package-lock.json"
      """;

  @TempDir private Path folder;

  @BeforeEach
  void repository() throws IOException {
    Path at = Repository.root();
    Files.copy(at.resolve("dev"), folder.resolve("dev"), StandardCopyOption.COPY_ATTRIBUTES);
    Files.createDirectories(folder.resolve("scripts/dev"));
    try (DirectoryStream<Path> parts = Files.newDirectoryStream(at.resolve("scripts/dev"))) {
      for (Path part : parts) {
        Files.copy(part, folder.resolve("scripts/dev").resolve(part.getFileName()));
      }
    }
    write("pom.xml", "<project/>");
    write("contracts/package-lock.json", "{}");
    write("contracts/artifacts/A.json", "{}");
    for (String module : MODULES) {
      write(module + "/pom.xml", pom(module, "<artifactId>chain</artifactId>"));
      write(module + "/src/main/java/A.java", "a of " + module + "\n");
      write(module + "/src/main/resources/B.sql", "b of " + module + "\n");
    }
    write("client/pom.xml", pom("client", ""));
    write("jdk/release", "25.0.3");
    script("jdk/bin/java", JAVA);
    script("jdk/bin/javac", "#!/bin/sh\n");
    script("bin/mvn", MAVEN);
    script("bin/npm", NPM);
    script("bin/node", "#!/bin/sh\necho v20.0.0\n");
    for (String tool : List.of("ip", "nft", "wg", "wireguard-go", "unshare", "curl")) {
      script("bin/" + tool, "#!/bin/sh\n");
    }
  }

  @Test
  void buildsOnceWhatDoesNotChange() throws IOException {
    assertThat(build()).isEqualTo(1);
    touch("client/src/main/java/A.java", FileTime.from(Instant.now()));
    assertThat(build()).isEqualTo(1);
  }

  @Test
  void buildsAChangeWithAnOlderTimeAndTheSameLength() throws IOException {
    build();
    write("client/src/main/java/A.java", "A of client\n");
    touch("client/src/main/java/A.java", LONG_AGO);
    assertThat(build()).isEqualTo(2);
    assertThat(jars().get("client/target/dvpn.jar")).contains("A of client");
  }

  @Test
  void leavesNothingOfADeletedFile() throws IOException {
    build();
    Files.delete(folder.resolve("gateway/src/main/resources/B.sql"));
    Files.delete(folder.resolve("admin/src/main/java/A.java"));
    assertThat(build()).isEqualTo(2);
    assertThat(jars().get(".build/apps/gateway/gateway.jar")).isEqualTo("a of gateway\n");
    assertThat(jars().get("admin/target/dvpn-admin.jar")).isEqualTo("b of admin\n");
  }

  @Test
  void compilesAgainWhatDependsOnAChangedModuleAndNothingElse() throws IOException {
    build();
    write("gateway/target/classes/all", "compiled before\n");
    write("client/target/classes/all", "compiled before\n");
    write("libs/chain/src/main/java/A.java", "another\n");
    build();
    assertThat(jars().get(".build/apps/gateway/gateway.jar")).contains("a of gateway");
    assertThat(jars().get("client/target/dvpn.jar")).isEqualTo("compiled before\n");
  }

  @Test
  void buildsAllAgainForAnotherParentOrRuntime() throws IOException {
    build();
    for (String file : List.of("pom.xml", "jdk/release")) {
      write("client/target/classes/all", "compiled before\n");
      write(file, "another");
      build();
      assertThat(jars().get("client/target/dvpn.jar")).as(file).contains("a of client");
    }
  }

  @Test
  void buildsAllAgainWhenSomeoneElseHasBuiltAProgram() throws IOException {
    build();
    Map<String, String> built = jars();
    for (String jar : List.of("client/target/dvpn.jar", ".build/apps/gateway/gateway.jar")) {
      write(jar, "of who knows which sources");
      build();
      assertThat(jars()).as(jar).isEqualTo(built);
    }
    Files.delete(folder.resolve("admin/target/dvpn-admin.jar"));
    build();
    assertThat(jars()).isEqualTo(built);
  }

  @Test
  void emptiesNoFolderThatTheContractsToolsAreLinkedTo() throws IOException {
    write("elsewhere/tool", "of someone else");
    Path link = folder.resolve("contracts/node_modules");
    Files.createSymbolicLink(link, folder.resolve("elsewhere"));
    build();
    assertThat(folder.resolve("elsewhere/tool")).exists();
    assertThat(link).isDirectory().satisfies(it -> assertThat(Files.isSymbolicLink(it)).isFalse());
  }

  /// @return how often Maven has run by then
  private int build() throws IOException {
    Commands.Answer answer =
        Commands.ask(
            LIMIT,
            Map.of(
                "PATH",
                folder.resolve("bin") + ":" + System.getenv("PATH"),
                "JAVA_HOME",
                folder.resolve("jdk").toString()),
            List.of(folder.resolve("dev").toString(), "build"),
            "");
    assertThat(answer.worked()).as(answer.out() + answer.err()).isTrue();
    return Files.readAllLines(folder.resolve(".build/builds")).size();
  }

  private Map<String, String> jars() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".jar"))
          .collect(
              Collectors.toMap(
                  file -> folder.relativize(file).toString(),
                  DevBuildIT::text,
                  (one, other) -> one,
                  TreeMap::new));
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static String pom(String module, String dependency) {
    String name = module.substring(module.lastIndexOf('/') + 1);
    return "<artifactId>" + name + "</artifactId>" + dependency;
  }

  private void touch(String file, FileTime time) throws IOException {
    Files.setLastModifiedTime(folder.resolve(file), time);
  }

  private void script(String file, String text) throws IOException {
    write(file, text);
    Files.setPosixFilePermissions(
        folder.resolve(file), PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private void write(String file, String text) throws IOException {
    Files.createDirectories(folder.resolve(file).getParent());
    Files.writeString(folder.resolve(file), text);
  }
}
