package com.qubetics.dvpn.rewards.seal;

import org.jspecify.annotations.Nullable;

/// A file can't be fetched, or is not the one that was sealed; worth another try later.
public final class FileUnavailable extends Exception {
  FileUnavailable(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
