package com.qubetics.dvpn.client.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.qubetics.dvpn.client.gateway.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HomeTest {
  @TempDir private Path folder;
  private Home home;

  record State(long pid, boolean paused, double millis, @Nullable String problem) {}

  @BeforeEach
  void open() {
    home = Home.at(folder);
  }

  @Test
  void readsWhatItWrote() {
    State state = new State(7, true, 1.5, "NO_ANSWER");
    home.write("state.json", state);
    assertThat(home.read("state.json", State.class)).contains(state);
  }

  @Test
  void readsAFileOfAnOlderVersion() throws IOException {
    Files.writeString(folder.resolve("state.json"), "{\"pid\": 7}");
    assertThat(home.read("state.json", State.class)).contains(new State(7, false, 0, null));
  }

  @Test
  void readsAFileOfANewerVersion() throws IOException {
    Files.writeString(folder.resolve("state.json"), "{\"pid\": 7, \"colour\": \"red\"}");
    assertThat(home.read("state.json", State.class)).contains(new State(7, false, 0, null));
  }

  @Test
  void namesADamagedFileAndTheRemedy() throws IOException {
    Files.writeString(folder.resolve("state.json"), "{\"pid\": 7, \"pau");
    assertThatThrownBy(() -> home.read("state.json", State.class))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.code()).isEqualTo("HOME_UNREADABLE"))
        .hasMessageContaining("state.json is damaged")
        .hasMessageContaining("delete it");
  }

  @Test
  void hasNothingWhereNoFileIs() {
    assertThat(home.read("state.json", State.class)).isEqualTo(Optional.empty());
  }
}
