package com.qubetics.dvpn.place;

import java.text.Normalizer;
import java.util.Locale;

/// Names as they are compared: without case, accents and punctuation, since people type them so.
final class Folding {
  private Folding() {}

  /// `Zürich` and `ZURICH` become `zurich`, `Frankfurt (Oder)` becomes `frankfurt oder`.
  static String fold(String name) {
    StringBuilder folded = new StringBuilder(name.length() + 2);
    String plain = isAscii(name) ? name : Normalizer.normalize(name, Normalizer.Form.NFD);
    plain.toLowerCase(Locale.ROOT).codePoints().forEach(letter -> append(folded, letter));
    int last = folded.length() - 1;
    if (last >= 0 && folded.charAt(last) == ' ') {
      folded.setLength(last);
    }
    return folded.toString();
  }

  /// How German umlauts are written where there is no key for them: `Zuerich`, `Koeln`.
  static String withoutUmlauts(String folded) {
    return folded.replace("ae", "a").replace("oe", "o").replace("ue", "u");
  }

  private static boolean isAscii(String name) {
    return name.chars().allMatch(character -> character < 128);
  }

  private static void append(StringBuilder folded, int letter) {
    switch (letter) {
      case 'ß' -> folded.append("ss");
      case 'æ' -> folded.append("ae");
      case 'œ' -> folded.append("oe");
      case 'þ' -> folded.append("th");
      case 'ø' -> folded.append('o');
      case 'ł' -> folded.append('l');
      case 'đ', 'ð' -> folded.append('d');
      case 'ħ' -> folded.append('h');
      case 'ı' -> folded.append('i');
      case 'ə' -> folded.append('e');
      case '\'', '’', '‘', 'ʼ', 'ʻ' -> {}
      default -> appendOther(folded, letter);
    }
  }

  private static void appendOther(StringBuilder folded, int letter) {
    if (Character.isLetterOrDigit(letter)) {
      folded.appendCodePoint(letter);
    } else if (!isMark(letter) && !folded.isEmpty() && folded.charAt(folded.length() - 1) != ' ') {
      folded.append(' ');
    }
  }

  private static boolean isMark(int letter) {
    int type = Character.getType(letter);
    return type == Character.NON_SPACING_MARK
        || type == Character.COMBINING_SPACING_MARK
        || type == Character.ENCLOSING_MARK;
  }
}
