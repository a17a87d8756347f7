package com.qubetics.dvpn.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A connect in which one step after the other fails: each program that it starts in turn, before
/// and after the program has done its work; then the disk. The machine is as it was afterwards.
/// Each third step in the gate, all with dvpn.nightly.
class FailedStepsIT {
  private static final int MOST_STEPS = 60;
  private static final int STRIDE = Boolean.getBoolean("dvpn.nightly") ? 1 : 3;

  @TempDir private Path directory;
  private ClientSpace machine;

  @BeforeEach
  void make() throws IOException, InterruptedException {
    machine = ClientSpace.in(directory);
  }

  @AfterEach
  void close() throws IOException, InterruptedException {
    machine.close();
  }

  @Test
  void leavesTheMachineAsItWasWhicheverStepFails() throws Exception {
    Path tools = failingTools();
    Map<String, String> before = machine.host();
    int failed = 0;
    for (int step = 1; step < MOST_STEPS; step += STRIDE) {
      Files.writeString(directory.resolve("count"), "0");
      Shell.Result result = connect(tools, step, step % 2 == 0 ? "after" : "before");
      if (result.exit() == 0) {
        machine.disconnect();
        // Questions whose answer may be no are no steps; behind the last one nothing fails.
        if (count() < step) {
          break;
        }
      } else {
        failed++;
        assertThat(result.text()).contains("\"error\"").doesNotContain("Exception");
      }
      assertThat(machine.host()).as("step %s: %s", step, result.text()).isEqualTo(before);
      assertThat(directory.resolve("home/undo.json")).doesNotExist();
    }
    assertThat(failed).isGreaterThanOrEqualTo(8 / STRIDE);
    assertThat(machine.fake.clients.open()).isEmpty();
  }

  private int count() throws IOException {
    return Integer.parseInt(Files.readString(directory.resolve("count")).strip());
  }

  private Shell.Result connect(Path tools, int step, String when)
      throws IOException, InterruptedException {
    return machine.run(
        machine
            .command(
                List.of(
                    "env",
                    "PATH=" + tools + ":" + System.getenv("PATH"),
                    "FAIL_AT=" + step,
                    "FAIL_WHEN=" + when),
                machine.connecting("--no-reconnect"))
            .toArray(String[]::new));
  }

  /// The programs under their own names, of which the one that is started as number `FAIL_AT`
  /// fails.
  private Path failingTools() throws IOException, InterruptedException {
    Path tools = Files.createDirectory(directory.resolve("tools"));
    for (String name : new String[] {"ip", "nft", "wg", "wireguard-go"}) {
      String real = Shell.run("bash", "-c", "command -v " + name).text();
      String script =
          """
          #!/bin/bash
          exec 9>%1$s.lock; flock 9
          n=$(($(<%1$s) + 1)); echo $n >%1$s
          flock -u 9; exec 9>&-
          if ((n == FAIL_AT)); then
            [[ $FAIL_WHEN == before ]] || %2$s "$@" >/dev/null 2>&1
            echo "failed as it was told" >&2; exit 1
          fi
          exec %2$s "$@"
          """
              .formatted(directory.resolve("count"), real);
      Path file = Files.writeString(tools.resolve(name), script);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    return tools;
  }

  @Test
  void leavesTheMachineAsItWasWhereTheDiskIsFull() throws Exception {
    Map<String, String> before = machine.host();
    Path home = directory.resolve("home");
    Path disk = Files.createDirectory(directory.resolve("disk"));
    assertThat(Shell.run("mount", "-t", "tmpfs", "-o", "size=64k", "full", disk.toString()).exit())
        .isZero();
    try {
      Shell.run("cp", "-a", home + "/.", disk.toString());
      machine.move(disk);
      int failed = 0;
      for (int free = 0; free <= 24; free += 4) {
        Shell.run("bash", "-c", "cat /dev/zero > %s/filling".formatted(disk));
        Shell.run("truncate", "--size=-" + free + "K", disk + "/filling");
        Shell.Result result = machine.dvpn(machine.connecting("--no-reconnect"));
        Shell.run("rm", disk + "/filling");
        if (result.exit() == 0) {
          machine.disconnect();
        } else {
          failed++;
          assertThat(result.text()).contains("\"error\"");
        }
        assertThat(machine.host()).as("%s KiB: %s", free, result.text()).isEqualTo(before);
        assertThat(disk.resolve("undo.json")).doesNotExist();
      }
      assertThat(failed).isGreaterThanOrEqualTo(2);
      assertThat(machine.fake.clients.open()).isEmpty();
      machine.move(home);
    } finally {
      Shell.run("umount", disk.toString());
    }
  }
}
