package com.qubetics.dvpn.exchange;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;

/// Why no answer came, in words of people: Java's own messages are often empty, with all that is
/// known in the name of a class.
public final class NoAnswerReason {
  private NoAnswerReason() {}

  public static String of(IOException failure) {
    if (failure instanceof UnknownHostException || isUnresolved(failure)) {
      return "no such host";
    }
    return switch (failure) {
      case HttpTimeoutException _ -> "too slow";
      case ConnectException _ -> "nothing takes connections there";
      default -> failure.getMessage() == null ? "the connection broke off" : failure.getMessage();
    };
  }

  private static boolean isUnresolved(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnresolvedAddressException) {
        return true;
      }
    }
    return false;
  }
}
