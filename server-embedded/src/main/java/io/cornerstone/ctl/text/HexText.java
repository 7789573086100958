package io.cornerstone.ctl.text;

import io.cornerstone.client.Bytes;

/** Bytes as {@code --hex} shows them. */
public final class HexText {
  private HexText() {}

  /** Each byte as {@code \xNN}. */
  public static String of(Bytes bytes) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < bytes.size(); i++) {
      text.append("\\x%02x".formatted(bytes.unsignedAt(i)));
    }
    return text.toString();
  }
}
