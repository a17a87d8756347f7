package com.qubetics.dvpn.admin.release;

import com.qubetics.dvpn.command.TextFile;
import com.qubetics.dvpn.protocol.release.Release;
import com.qubetics.dvpn.protocol.release.SignedRelease;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// A signed release as a file: what signers pass on, and what a mirror serves.
record SignedReleaseFile(Path path) {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  SignedRelease read() throws IOException {
    try {
      SignedRelease signed = JSON.readValue(TextFile.read("release", path), SignedRelease.class);
      if (signed == null) {
        throw new IOException(path + ": empty");
      }
      return signed;
    } catch (JacksonException e) {
      throw new IOException(path + ": no signed release: " + e.getOriginalMessage(), e);
    }
  }

  void write(SignedRelease signed) throws IOException {
    Path fresh = path.resolveSibling(path.getFileName() + ".new");
    Files.writeString(fresh, JSON.writeValueAsString(signed) + "\n");
    Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  static String text(Release release) {
    return JsonMapper.shared().writeValueAsString(release);
  }

  static Release release(SignedRelease signed) throws IOException {
    try {
      return JSON.readValue(signed.release(), Release.class);
    } catch (JacksonException e) {
      throw new IOException("the signed text is no release: " + e.getOriginalMessage(), e);
    }
  }
}
