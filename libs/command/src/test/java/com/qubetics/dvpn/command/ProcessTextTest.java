package com.qubetics.dvpn.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessTextTest {
  @TempDir private Path process;

  /// Prints its argument and its variable as the bytes of UTF-8.
  static final class Echo {
    public static void main(String[] arguments) {
      String argument = ProcessText.THIS.arguments(arguments)[0];
      String variable = ProcessText.THIS.environment(System.getenv(), "DVPN_").get("DVPN_PLACE");
      byte[] bytes = (argument + " " + variable + "\n").getBytes(StandardCharsets.UTF_8);
      System.out.write(bytes, 0, bytes.length);
      System.out.flush();
    }
  }

  /// In `locale`, with the text's bytes in `encoding`, as a shell passes them on.
  private static String echo(String locale, String text, Charset encoding) throws Exception {
    StringBuilder quoted = new StringBuilder();
    for (byte one : text.getBytes(encoding)) {
      quoted.append(String.format(Locale.ROOT, "\\x%02x", one));
    }
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String script =
        "text=$'%s'; DVPN_PLACE=$text LC_ALL=%s exec %s -Xshare:auto -cp \"$0\" '%s' \"$text\" 2>&1"
            .formatted(quoted, locale, java, Echo.class.getName());
    Process process =
        new ProcessBuilder("bash", "-c", script, System.getProperty("java.class.path")).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return said.strip();
  }

  @Test
  void readsArgumentsAndEnvironmentAsUtf8InTheLocaleOfABareServer() throws Exception {
    assertThat(echo("C", "Köln 東京", StandardCharsets.UTF_8)).isEqualTo("Köln 東京 Köln 東京");
    assertThat(echo("C.UTF-8", "Köln", StandardCharsets.UTF_8)).isEqualTo("Köln Köln");
  }

  @Test
  void refusesWhatIsNotUtf8() throws Exception {
    assertThat(echo("C.UTF-8", "Köln", StandardCharsets.ISO_8859_1))
        .contains("argument 1: is not UTF-8 text (expected: UTF-8");
    assertThat(echo("C", "Köln", StandardCharsets.ISO_8859_1))
        .contains("argument 1: is not UTF-8 text");
  }

  @Test
  void takesTheLastOnesForTheProgramsArguments() throws IOException {
    keep("cmdline", "java", "-cp", "x", "Main", "--place", "Köln,DE", "");
    assertThat(new ProcessText(process).arguments(new String[] {"--place", "K\uFFFDln,DE", ""}))
        .containsExactly("--place", "Köln,DE", "");
  }

  @Test
  void takesWhatJavaSaysWhereTheKernelDoesNot() {
    ProcessText nowhere = new ProcessText(process.resolve("none"));
    assertThat(nowhere.arguments(new String[] {"Köln"})).containsExactly("Köln");
    assertThat(nowhere.environment(Map.of("DVPN_X", "Köln"), "DVPN_"))
        .isEqualTo(Map.of("DVPN_X", "Köln"));
    assertThatThrownBy(() -> nowhere.arguments(new String[] {"a", "K\uFFFDln"}))
        .hasMessageContaining("argument 2: is not UTF-8");
    assertThatThrownBy(() -> nowhere.environment(Map.of("DVPN_X", "K\uFFFDln"), "DVPN_"))
        .hasMessageContaining("DVPN_X: is not UTF-8");
  }

  @Test
  void readsOnlyItsOwnVariables() throws IOException {
    Files.write(
        process.resolve("environ"),
        "OTHER=K\u00f6ln\0DVPN_X=K\u00f6ln=1\0".getBytes(StandardCharsets.UTF_8));
    assertThat(
            new ProcessText(process)
                .environment(Map.of("DVPN_X", "K\uFFFDln=1", "OTHER", "K\uFFFDln"), "DVPN_"))
        .isEqualTo(Map.of("DVPN_X", "Köln=1", "OTHER", "K\uFFFDln"));
  }

  private void keep(String file, String... parts) throws IOException {
    Files.write(
        process.resolve(file),
        (String.join("\0", List.of(parts)) + "\0").getBytes(StandardCharsets.UTF_8));
  }
}
