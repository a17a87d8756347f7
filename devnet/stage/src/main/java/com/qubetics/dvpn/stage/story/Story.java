package com.qubetics.dvpn.stage.story;

import com.qubetics.dvpn.stage.StageException;
import com.qubetics.dvpn.stage.network.Layout;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/// The story: its chapters, told in order; the first that can't be verified ends it.
///
/// Three users: one with a MetaMask-style key who buys a pass and connects near Frankfurt, one with
/// a Keplr-style key and the free allowance near Singapore, and one near New York who never
/// acknowledges. Whatever happens may fall into one epoch or several, as the machine has it: sums
/// are compared over all epochs of the story.
public final class Story {
  private final Scene scene;
  private final List<Chapter> chapters;

  private Story(Scene scene) {
    this.scene = scene;
    Connecting connecting = new Connecting(scene);
    Uptime uptime = new Uptime(scene.network());
    this.chapters =
        List.of(
            new NetworkRuns(scene),
            new NodesServe(scene),
            new UsersConnect(scene, connecting),
            new UsersDownload(scene),
            new ThingsBreak(scene, connecting),
            new EpochCloses(scene, uptime),
            new Summary(scene, uptime));
  }

  /// @param megabytes size of a download
  public static Story of(Layout layout, int megabytes) {
    return new Story(
        Scene.of(new Teller(System.out, layout), new LiveNetwork(layout), megabytes * 1_000_000L));
  }

  /// Tells it; true if every chapter was verified.
  public boolean tell() {
    Check.watch(scene.network()::ended);
    boolean verified = chapters.stream().allMatch(scene.teller()::tells);
    write();
    return verified;
  }

  /// `story.json`: each chapter with its time, for the end-to-end test.
  private void write() {
    try {
      Files.writeString(
          scene.network().layout().home().resolve("story.json"),
          new JsonMapper().writeValueAsString(scene.teller().outcomes()) + "\n");
    } catch (IOException e) {
      throw new StageException("could not write story.json", e);
    }
  }
}
