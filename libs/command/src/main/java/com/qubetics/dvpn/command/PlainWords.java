package com.qubetics.dvpn.command;

import java.util.regex.Pattern;

/// What is left of a message for people: Java's names mean nothing to them.
public final class PlainWords {
  private static final Pattern CLASS_NAMES =
      Pattern.compile("\\b(?:[a-z][a-z0-9_]*\\.){2,}[A-Z][A-Za-z0-9_$]*(?::\\s*)?");
  private static final Pattern SHORT_NAMES =
      Pattern.compile("\\b[A-Z][A-Za-z0-9]*(?:Exception|Error)\\b(?::\\s*)?");

  private PlainWords() {}

  public static String of(String message) {
    String plain = CLASS_NAMES.matcher(message).replaceAll("");
    return SHORT_NAMES.matcher(plain).replaceAll("").replaceAll("\\(\\s*\\)", "").strip();
  }
}
