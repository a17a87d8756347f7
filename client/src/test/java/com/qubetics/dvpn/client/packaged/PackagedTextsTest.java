package com.qubetics.dvpn.client.packaged;

import static org.assertj.core.api.Assertions.assertThat;

import com.qubetics.dvpn.client.ClientCommand;
import com.qubetics.dvpn.client.Shell;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

final class PackagedTextsTest {
  @TempDir private Path folder;
  private final CommandLine line = ClientCommand.line();

  private static Stream<CommandSpec> all(CommandSpec command) {
    return Stream.concat(
        Stream.of(command),
        CommandTexts.subcommands(command).stream().flatMap(PackagedTextsTest::all));
  }

  private List<OptionSpec> options() {
    return all(line.getCommandSpec()).flatMap(spec -> CommandTexts.options(spec).stream()).toList();
  }

  @Test
  void manPageHasEveryCommandAndOption() {
    String page = new ManPage(line.getCommandSpec()).text();

    assertThat(options()).hasSizeGreaterThan(50);
    assertThat(options())
        .allSatisfy(
            option -> assertThat(page).contains("\\fB" + ManPage.escaped(option.longestName())));
    all(line.getCommandSpec())
        .skip(1)
        .forEach(
            command -> assertThat(page).contains(".SS \"" + command.qualifiedName().substring(5)));
    assertThat(page).doesNotContain(System.getProperty("user.home"));
  }

  @Test
  void manPageIsReadWithoutAWarning() throws Exception {
    Path file =
        Files.writeString(folder.resolve("dvpn.1"), new ManPage(line.getCommandSpec()).text());

    Shell.Result read = Shell.run("man", "--local-file", "--warnings=w", file.toString());

    assertThat(read.exit()).isZero();
    assertThat(read.text())
        .doesNotContain("warning:")
        .contains("dvpn - client of the Qubetics dVPN", "--max-mbit N");
  }

  @ParameterizedTest
  @EnumSource(Completions.Shell.class)
  void completionsHaveEveryCommandAndOption(Completions.Shell shell) {
    String text = new Completions(line).of(shell);

    assertThat(options())
        .allSatisfy(
            option -> assertThat(text).contains(option.longestName().replaceAll("^-+", "")));
    all(line.getCommandSpec()).forEach(command -> assertThat(text).contains(command.name()));
    assertThat(text).doesNotContain(System.getProperty("user.home"));
  }

  @Test
  void bashCompletesCommandsAndOptions() throws Exception {
    Path script = Files.writeString(folder.resolve("dvpn"), new Completions(line).bash());
    String asked =
        """
        compopt() { :; }
        . %s
        COMP_WORDS=(dvpn si); COMP_CWORD=1; _complete_dvpn; echo "${COMPREPLY[@]}"
        COMP_WORDS=(dvpn export --q); COMP_CWORD=2; _complete_dvpn; echo "${COMPREPLY[@]}"
        """
            .formatted(script);

    Shell.Result completed = Shell.run("bash", "--norc", "-c", asked);

    assertThat(completed.text().lines().map(String::strip)).containsExactly("sign", "--qr");
  }

  @Test
  void areTheSameBytesEachTime() throws Exception {
    for (String run : List.of("a", "b")) {
      PackagedTexts.main(new String[] {folder.resolve(run).toString()});
    }
    try (Stream<Path> files = Files.walk(folder.resolve("a"))) {
      List<Path> written = files.filter(Files::isRegularFile).toList();
      assertThat(written).hasSize(4);
      for (Path file : written) {
        Path twin = folder.resolve("b").resolve(folder.resolve("a").relativize(file));
        assertThat(Files.mismatch(file, twin)).as(file.toString()).isEqualTo(-1);
        assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)).isNotEmpty();
      }
    }
  }
}
