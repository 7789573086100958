package io.cornerstone.ctl.print;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.kv.KeyValue;
import io.cornerstone.ctl.text.HexText;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Text that keeps the bytes of keys and values as they are. */
public final class Text {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final boolean isHex;
  private final boolean valuesOnly;

  /**
   * An empty text.
   *
   * @param isHex whether keys and values are written in hexadecimal
   * @param valuesOnly whether keys are left out
   */
  public Text(boolean isHex, boolean valuesOnly) {
    this.isHex = isHex;
    this.valuesOnly = valuesOnly;
  }

  /** Adds a line. */
  public Text line(String line) {
    bytes.writeBytes(line.getBytes(StandardCharsets.UTF_8));
    bytes.write('\n');
    return this;
  }

  /** Adds a line, formatted. */
  public Text line(String format, Object... arguments) {
    return line(format.formatted(arguments));
  }

  /** Adds a line of bytes. */
  public Text line(Bytes line) {
    if (isHex) {
      return line(HexText.of(line));
    }
    bytes.writeBytes(line.toByteArray());
    bytes.write('\n');
    return this;
  }

  /** Adds a line for the key, and one for the value. */
  public Text kv(KeyValue kv) {
    if (!valuesOnly) {
      line(kv.key());
    }
    return line(kv.value());
  }

  /** All that was added. */
  public byte[] toByteArray() {
    return bytes.toByteArray();
  }
}
