package io.cornerstone.server.store;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Name of a segment file: which part of the log it stands for.
 *
 * <p>The log is a row of numbered segments. A file that was rewritten takes the place of all
 * segments {@code first..last} (inclusive), and its generation is higher than theirs: where two
 * files stand for the same number, the higher generation is the whole truth. So a rewritten file
 * replaces its sources with one rename, and no number may ever be missing.
 */
record SegmentName(long first, long last, int generation) implements Comparable<SegmentName> {
  static final String TEMPORARY_SUFFIX = ".tmp";
  private static final Comparator<SegmentName> ORDER =
      Comparator.comparingLong(SegmentName::first)
          .thenComparingInt(SegmentName::generation)
          .thenComparingLong(SegmentName::last);
  private static final Pattern FORMAT =
      Pattern.compile("([0-9a-f]{16})-([0-9a-f]{16})-([0-9a-f]{8})\\.seg");

  /** The log segment of this number: not rewritten. */
  static SegmentName log(long number) {
    return new SegmentName(number, number, 0);
  }

  static Optional<SegmentName> parse(String fileName) {
    Matcher matcher = FORMAT.matcher(fileName);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        new SegmentName(
            Long.parseUnsignedLong(matcher.group(1), 16),
            Long.parseUnsignedLong(matcher.group(2), 16),
            Integer.parseUnsignedInt(matcher.group(3), 16)));
  }

  String fileName() {
    return String.format("%016x-%016x-%08x.seg", first, last, generation);
  }

  boolean isLog() {
    return generation == 0;
  }

  /** Whether this file replaces the other one. */
  boolean supersedes(SegmentName other) {
    return generation > other.generation && first <= other.first && other.last <= last;
  }

  @Override
  public int compareTo(SegmentName other) {
    return ORDER.compare(this, other);
  }
}
