package com.qubetics.dvpn.stage.network;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.stage.Repository;
import com.qubetics.dvpn.stage.sandbox.Commands;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Real JVMs, and in the place of each program of the devnet a small one that says a word of its
/// library. Two builds differ in that word alone: neither in the length nor in the time of a jar,
/// like real ones, whose times are those of `project.build.outputTimestamp`.
@Timeout(value = 3, unit = TimeUnit.MINUTES)
final class AotCacheIT {

  private static final FileTime TIME = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));
  private static final Duration LIMIT = Duration.ofMinutes(1);

  @TempDir private static Path classes;

  @TempDir private Path folder;

  @BeforeAll
  static void compile() throws IOException {
    for (String word : List.of("before", "behind")) {
      Path sources = Files.createDirectories(classes.resolve(word));
      Path words = sources.resolve("Words.java");
      Path main = sources.resolve("Main.java");
      Files.writeString(
          words, "public class Words { static String word() { return \"" + word + "\"; } }");
      Files.writeString(
          main,
          "public class Main { public static void main(String[] arguments) {"
              + " System.out.println(Words.word()); } }");
      assertThat(
              ToolProvider.getSystemJavaCompiler()
                  .run(null, null, null, words.toString(), main.toString()))
          .isZero();
    }
  }

  @Test
  void everyProgramRunsWhatWasBuiltLast() throws Exception {
    Layout layout = layout();
    build(layout, "before");
    train(layout, Program.all(layout));
    assertThat(Caches.accept(layout)).isEmpty();
    assertThat(Caches.missing(layout)).isEmpty();
    for (Program program : Program.all(layout)) {
      assertThat(Jvm.running(program).stream().anyMatch(part -> part.startsWith("-XX:AOTCache=")))
          .as("%s has a cache", program.name())
          .isEqualTo(program.trained());
      assertThat(said(Jvm.running(program))).as(program.name()).isEqualTo("before");
    }
    Wrappers.write(layout);
    withoutHosts(layout);

    build(layout, "behind");
    for (Program program : Program.all(layout)) {
      assertThat(said(Jvm.running(program))).as(program.name()).isEqualTo("behind");
    }
    for (String wrapper : List.of("dvpn", "dvpn-node", "dvpn-admin")) {
      assertThat(said(List.of(layout.bin().resolve(wrapper).toString())))
          .as("bin/" + wrapper)
          .isEqualTo("behind");
    }
  }

  /// The scripts start the stage and the benchmarks: both without a cache.
  @Test
  void theScriptsNameNoCache() throws IOException {
    Path at = Repository.root();
    try (Stream<Path> scripts = Files.walk(at.resolve("scripts/dev"))) {
      assertThat(Stream.concat(Stream.of(at.resolve("dev")), scripts).filter(Files::isRegularFile))
          .hasSizeGreaterThan(1)
          .allSatisfy(
              script ->
                  assertThat(Files.readString(script)).doesNotContain("AOTCache", "SharedArchive"));
    }
  }

  @Test
  void findsTheCacheAgainWhenTheOldBuildIsBack() throws Exception {
    Layout layout = layout();
    Program program = Program.client(layout);
    build(layout, "before");
    train(layout, List.of(program));
    assertThat(AotCache.of(program).accept()).isTrue();
    build(layout, "behind");
    assertThat(AotCache.of(program).usable()).isEmpty();
    build(layout, "before");
    assertThat(AotCache.of(program).usable()).isPresent();
  }

  @Test
  void leavesOutWhatWasMadeForAnotherRuntimeOrOtherFlags() throws Exception {
    Layout layout = layout();
    Program program = Program.client(layout);
    build(layout, "before");
    Path file = usable(AotCache.of(program, "25.0.3+9", List.of("-XX:+UseSerialGC")));
    assertThat(AotCache.of(program, "25.0.3+9", List.of("-XX:+UseSerialGC")).usable())
        .contains(file);
    assertThat(AotCache.of(program, "25.0.4+7", List.of("-XX:+UseSerialGC")).usable()).isEmpty();
    assertThat(AotCache.of(program, "25.0.3+9", List.of("-XX:+UseG1GC")).usable()).isEmpty();
  }

  @Test
  void leavesOutACacheWhenALibraryIsGone() throws Exception {
    Layout layout = layout();
    Program program = Program.client(layout);
    build(layout, "before");
    usable(AotCache.of(program));
    Files.delete(program.jar().resolveSibling("lib/words.jar"));
    assertThat(AotCache.of(program).usable()).isEmpty();
  }

  @Test
  void refusesACacheThatIsNotWholeAndKeepsOneForEachProgram() throws Exception {
    Layout layout = layout();
    Program program = Program.client(layout);
    build(layout, "before");
    train(layout, List.of(program));
    Path written = AotCache.of(program).written();
    Path whole = folder.resolve("whole");
    Files.copy(written, whole);

    try (FileChannel file = FileChannel.open(written, StandardOpenOption.WRITE)) {
      file.truncate(Files.size(whole) / 2);
    }
    assertThat(AotCache.of(program).accept()).as("half of it").isFalse();

    Files.copy(whole, written, StandardCopyOption.REPLACE_EXISTING);
    try (RandomAccessFile file = new RandomAccessFile(written.toFile(), "rw")) {
      file.seek(Files.size(whole) / 2);
      int before = file.read();
      file.seek(Files.size(whole) / 2);
      file.write(~before);
    }
    assertThat(AotCache.of(program).accept()).as("a byte differs").isFalse();
    assertThat(AotCache.of(program).usable()).isEmpty();

    Path older = layout.caches().resolve("dvpn-" + "0".repeat(32) + ".aot");
    Path another = layout.caches().resolve("dvpn-node-" + "0".repeat(32) + ".aot");
    Files.createDirectories(layout.caches());
    Files.createFile(older);
    Files.createFile(another);
    Files.copy(whole, written, StandardCopyOption.REPLACE_EXISTING);
    assertThat(AotCache.of(program).accept()).as("whole").isTrue();
    assertThat(older).doesNotExist();
    assertThat(another).exists();
  }

  @Test
  void takesNothingOverFromATrainingOfAnEarlierBuild() throws Exception {
    Layout layout = layout();
    Program program = Program.client(layout);
    build(layout, "before");
    train(layout, List.of(program));
    build(layout, "behind");
    assertThat(AotCache.of(program).accept()).isFalse();
    assertThat(layout.caches()).doesNotExist();
  }

  private Layout layout() {
    Layout layout = new Layout(folder, folder.resolve("home"));
    layout.create();
    Caches.open(layout);
    return layout;
  }

  private static Path usable(AotCache cache) throws IOException {
    Files.createDirectories(cache.file().getParent());
    return Files.createFile(cache.file());
  }

  /// Builds all programs; what is there is overwritten.
  private static void build(Layout layout, String word) throws IOException {
    for (Path jar : Program.all(layout).stream().map(Program::jar).distinct().toList()) {
      Files.createDirectories(jar.resolveSibling("lib"));
      jar(jar, word, "Main");
      jar(jar.resolveSibling("lib/words.jar"), word, "Words");
    }
  }

  private static void jar(Path jar, String word, String name) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    if (name.equals("Main")) {
      manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, name);
      manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, "lib/words.jar");
    }
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file)) {
      out.setLevel(0); // So that one letter more or less alike changes no length.
      for (String entry : List.of("META-INF/MANIFEST.MF", name + ".class")) {
        ZipEntry made = new ZipEntry(entry);
        made.setLastModifiedTime(TIME);
        out.putNextEntry(made);
        if (entry.endsWith(".class")) {
          Files.copy(classes.resolve(word).resolve(entry), out);
        } else {
          manifest.write(out);
        }
      }
    }
    Files.setLastModifiedTime(jar, TIME);
  }

  private static void train(Layout layout, List<Program> programs) throws Exception {
    List<Process> all = new ArrayList<>();
    for (Program program : programs.stream().filter(Program::trained).toList()) {
      all.add(
          new ProcessBuilder(Jvm.running(program, true))
              .redirectErrorStream(true)
              .redirectOutput(layout.log(program.name()).toFile())
              .start());
    }
    for (Process process : all) {
      assertThat(process.waitFor(LIMIT)).isTrue();
    }
  }

  /// The commands of `bin` without the hosts of a sandbox.
  private static void withoutHosts(Layout layout) throws IOException {
    Files.write(
        layout.bin().resolve("on"),
        Stream.of("#!/bin/sh", "shift", "exec \"$@\"").toList(),
        StandardCharsets.UTF_8);
  }

  private static String said(List<String> line) {
    Commands.Answer answer = Commands.ask(LIMIT, Map.of(), line, "");
    assertThat(answer.worked()).as(answer.complaint()).isTrue();
    return answer.out().strip();
  }
}
