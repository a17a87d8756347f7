package com.qubetics.dvpn.qr;

import io.nayuki.qrcodegen.QrCode;

/// A QR code in half-block characters, two modules to a character, light on dark as terminals are.
public final class TerminalQr {
  /// Modules of free room around the code, as readers want it.
  private static final int QUIET = 2;

  private TerminalQr() {}

  public static String of(String text) {
    QrCode code = QrCode.encodeText(text, QrCode.Ecc.LOW);
    StringBuilder lines = new StringBuilder();
    for (int y = -QUIET; y < code.size + QUIET; y += 2) {
      for (int x = -QUIET; x < code.size + QUIET; x++) {
        lines.append(character(!code.getModule(x, y), !code.getModule(x, y + 1)));
      }
      lines.append('\n');
    }
    return lines.toString();
  }

  /// Light modules are drawn, dark ones are the terminal's background.
  private static char character(boolean upper, boolean lower) {
    if (upper && lower) {
      return '█';
    }
    return upper ? '▀' : lower ? '▄' : ' ';
  }
}
