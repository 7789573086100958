package io.cornerstone.server.wal;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a segment file: 16 hexadecimal digits of its sequence, a dash, 16 of {@code
 * firstIndex}, {@code .wal}. While it is being made it has {@code .tmp} behind that.
 *
 * @param sequence one more than that of the segment before
 * @param firstIndex one more than the index of the last entry in the segments before
 */
record SegmentName(long sequence, long firstIndex) {
  static final String TEMPORARY = ".tmp";
  private static final Pattern FORM = Pattern.compile("([0-9a-f]{16})-([0-9a-f]{16})\\.wal");

  static Optional<SegmentName> parse(String name) {
    Matcher matcher = FORM.matcher(name);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        new SegmentName(
            Long.parseUnsignedLong(matcher.group(1), 16),
            Long.parseUnsignedLong(matcher.group(2), 16)));
  }

  @Override
  public String toString() {
    return String.format("%016x-%016x.wal", sequence, firstIndex);
  }
}
