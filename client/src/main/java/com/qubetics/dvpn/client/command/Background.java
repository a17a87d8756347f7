package com.qubetics.dvpn.client.command;

import com.qubetics.dvpn.client.ClientCommand;
import com.qubetics.dvpn.client.home.Home;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Model.CommandSpec;

/// `--background`: a second process of this program connects and holds; this one passes its first
/// answer on and leaves. The second writes what follows to `connect.log` in the home.
final class Background {
  private static final long END_SECONDS = 5;

  private Background() {}

  static int start(CommandSpec spec, Home home) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
      // A session of its own: the terminal's end is not the tunnel's.
      command.add("/usr/bin/setsid");
    }
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(ClientCommand.JVM_OPTIONS);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(spec.root().userObject().getClass().getName());
    command.addAll(
        spec.root().commandLine().getParseResult().originalArgs().stream()
            .filter(argument -> !"--background".equals(argument))
            .toList());
    Process holder =
        new ProcessBuilder(command)
            .redirectInput(new File("/dev/null"))
            .redirectError(home.file("connect.log").toFile())
            .start();
    // One answer: a line of JSON, or what a person reads up to the line about the time.
    BufferedReader answer = holder.inputReader(StandardCharsets.UTF_8);
    String line = answer.readLine();
    while (line != null) {
      System.out.println(line);
      boolean connected = line.startsWith("{") && !line.startsWith("{\"error\"");
      if (connected || line.startsWith("connected after")) {
        System.out.flush();
        return 0;
      }
      line = answer.readLine();
    }
    boolean ended = holder.waitFor(END_SECONDS, TimeUnit.SECONDS);
    System.err.print(Files.readString(home.file("connect.log")));
    return ended ? holder.exitValue() : 1;
  }
}
