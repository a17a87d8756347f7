package com.qubetics.dvpn.stage.story;

import com.qubetics.dvpn.stage.StageException;
import com.qubetics.dvpn.stage.sandbox.Commands;
import com.qubetics.dvpn.wire.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;

/// Anyone can recompute an epoch, and one changed byte shows.
record AuditOfEpoch(Scene scene) {

  void tell() {
    long epoch = scene.lastEpoch().get();
    Path folder = scene.network().layout().home().resolve("audit");
    clear(folder);
    Commands.Answer honest = scene.metamask().audit(epoch, folder);
    Check.that(honest.worked(), "dvpn audit: %s", honest.complaint());
    int checks = Json.read(honest.out(), JsonNode.class).get("checks").size();
    scene.say("dvpn audit of epoch %d: %d checks, all equal to the chain", epoch, checks);
    Path file = folder.resolve("epoch-" + epoch + "-sessions.txt");
    changeOneByte(file);
    Commands.Answer forged = scene.metamask().audit(epoch, folder);
    Check.equal(forged.exit(), 1, "exit code of the audit after one changed byte");
    scene.say("after one changed byte in %s it differs", file.getFileName());
  }

  private static void clear(Path folder) {
    try {
      Files.createDirectories(folder);
      try (var files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
    } catch (IOException e) {
      throw new StageException("could not clear " + folder, e);
    }
  }

  /// The last digit of the file's last row.
  private static void changeOneByte(Path file) {
    try {
      byte[] text = Files.readAllBytes(file);
      int at = text.length - 2;
      text[at] = (byte) (text[at] == '0' ? '1' : '0');
      Files.write(file, text);
    } catch (IOException e) {
      throw new StageException("could not change " + file, e);
    }
  }
}
