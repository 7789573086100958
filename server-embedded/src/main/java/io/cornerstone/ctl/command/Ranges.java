package io.cornerstone.ctl.command;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.KeyRange;
import io.cornerstone.ctl.run.Failure;
import java.util.List;

/** The range that a key, an optional end, {@code --prefix} and {@code --from-key} stand for. */
final class Ranges {
  private Ranges() {}

  /**
   * The range.
   *
   * @param words the key and, possibly, the end of the range
   */
  static KeyRange of(List<String> words, boolean isPrefix, boolean isFromKey) {
    Bytes key = Bytes.of(words.get(0));
    if (isPrefix && isFromKey) {
      throw Failure.arguments(
          "`--prefix` and `--from-key` cannot be set at the same time, choose one");
    }
    if (words.size() > 1) {
      if (isPrefix || isFromKey) {
        throw Failure.arguments(
            "too many arguments, only accept one argument when `--prefix` or `--from-key` is set");
      }
      return KeyRange.between(key, Bytes.of(words.get(1)));
    }
    if (isPrefix) {
      return KeyRange.prefix(key);
    }
    return isFromKey ? KeyRange.from(key) : KeyRange.single(key);
  }
}
