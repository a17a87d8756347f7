package com.qubetics.dvpn.client.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.qubetics.dvpn.client.gateway.ProblemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SealedFilesTest {
  @TempDir private Path folder;
  private SealedFiles files;

  record Secret(String key) {}

  @BeforeEach
  void open() {
    files = new SealedFiles(Home.at(folder));
  }

  @Test
  void showNothingOfWhatTheyHoldAndAreReadableByTheirOwnerOnly() throws IOException {
    files.write("a", new Secret("open sesame"));

    assertThat(files.read("a", Secret.class)).contains(new Secret("open sesame"));
    assertThat(Files.readString(files.file("a"), StandardCharsets.ISO_8859_1))
        .doesNotContain("sesame");
    for (Path file : new Path[] {files.file("a"), folder.resolve(SealedFiles.KEY_FILE)}) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void areWorthNothingWithoutTheKeyWhichGoesWithTheLastOfThem() throws IOException {
    files.write("a", new Secret("1"));
    files.write("b", new Secret("2"));
    byte[] copy = Files.readAllBytes(files.file("a"));

    files.delete("a");
    assertThat(files.read("b", Secret.class)).contains(new Secret("2"));
    files.delete("b");
    assertThat(folder.resolve(SealedFiles.KEY_FILE)).doesNotExist();

    files.write("c", new Secret("3"));
    Files.write(files.file("a"), copy);
    assertRefused("a");
    assertThat(files.file("a")).hasBinaryContent(copy);
    assertThat(files.read("c", Secret.class)).contains(new Secret("3"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 14, 20, 30, -1})
  void refuseWhatWasChangedAtAnyPlaceAndLeaveItAsItIs(int place) throws IOException {
    files.write("a", new Secret("open sesame"));
    byte[] changed = Files.readAllBytes(files.file("a"));
    changed[place < 0 ? changed.length - 1 : place] ^= 1;
    Files.write(files.file("a"), changed);

    assertRefused("a");
    assertThat(files.file("a")).hasBinaryContent(changed);
  }

  @Test
  void refuseOneThatWasCutOrStandsUnderAnotherName() throws IOException {
    files.write("a", new Secret("open sesame"));
    byte[] whole = Files.readAllBytes(files.file("a"));
    Files.write(files.file("b"), whole);
    Files.write(files.file("c"), java.util.Arrays.copyOf(whole, 20));
    Files.write(files.file("d"), new byte[0]);

    assertRefused("b");
    assertRefused("c");
    assertRefused("d");
    assertThat(files.read("a", Secret.class)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0x00\n", "no key at all"})
  void refuseToWriteUnderADamagedKey(String damaged) throws IOException {
    files.write("a", new Secret("1"));
    Files.writeString(folder.resolve(SealedFiles.KEY_FILE), damaged);

    assertThatThrownBy(() -> files.write("b", new Secret("2")))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.code()).isEqualTo("SESSION_FILE_DAMAGED"));
    assertRefused("a");
    assertThat(folder.resolve(SealedFiles.KEY_FILE)).hasContent(damaged);
  }

  @Test
  void lockOnceInAProcessUntilLetGo() {
    Home home = Home.at(folder);
    HomeLock lock = home.lock("x.lock").orElseThrow();

    assertThat(home.lock("x.lock")).isEmpty();
    assertThat(home.lock("y.lock")).hasValueSatisfying(HomeLock::close);
    lock.close();
    lock.close();
    assertThat(home.lock("x.lock")).hasValueSatisfying(HomeLock::close);
  }

  private void assertRefused(String name) {
    assertThatThrownBy(() -> files.read(name, Secret.class))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.code()).isEqualTo("SESSION_FILE_DAMAGED");
              assertThat(e).hasMessageContaining(files.file(name).toString());
            });
  }
}
