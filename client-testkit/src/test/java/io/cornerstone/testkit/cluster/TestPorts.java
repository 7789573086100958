package io.cornerstone.testkit.cluster;

import java.util.List;
import java.util.stream.Stream;

/** The ports of the testkit, for tests that start processes themselves. */
public final class TestPorts {
  private TestPorts() {}

  /** So many free ports, all different. */
  public static List<Integer> some(int count) {
    return Stream.generate(Ports::free).limit(count).toList();
  }
}
