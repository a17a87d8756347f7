package com.qubetics.dvpn.client.audit;

import com.qubetics.dvpn.client.gateway.Gateway;
import com.qubetics.dvpn.command.UnusableFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Files from the gateway, kept in a directory if one is given. A file that is there already is
/// read instead of fetched, so that an audit can be repeated later, or tried on a changed file.
public final class PublishedFiles implements EpochFiles {
  private final Gateway gateway;
  private final @Nullable Path directory;

  public PublishedFiles(Gateway gateway, @Nullable Path directory) {
    this.gateway = gateway;
    this.directory = directory;
  }

  @Override
  public Optional<String> read(long epoch, EpochFile file) {
    String path = "/api/v1/epochs/%s/%s".formatted(epoch, file.word());
    if (directory == null) {
      return gateway.file(path);
    }
    Path kept = directory.resolve("epoch-%s-%s.txt".formatted(epoch, file.word()));
    try {
      if (Files.exists(kept)) {
        return Optional.of(Files.readString(kept));
      }
      Optional<String> text = gateway.file(path);
      if (text.isPresent()) {
        Files.createDirectories(directory);
        Files.writeString(kept, text.get());
      }
      return text;
    } catch (IOException e) {
      throw UnusableFileException.of("--dir", kept, e);
    }
  }
}
