package io.cornerstone.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArgumentsTest {
  @Test
  void readsALoadAgainstEndpoints() {
    Arguments arguments =
        Arguments.parse(
            "--endpoints",
            "http://a:1,http://b:2",
            "--outstanding",
            "8",
            "--seconds",
            "2",
            "--operations",
            "get");

    assertThat(arguments.endpoints()).containsExactly("http://a:1", "http://b:2");
    assertThat(arguments.compare()).isFalse();
    assertThat(arguments.workload().outstanding()).isEqualTo(8);
    assertThat(arguments.workload().duration()).isEqualTo(Duration.ofSeconds(2));
    assertThat(arguments.workload().operations()).containsExactly(Workload.Operation.GET);
  }

  @Test
  void namesWhatItCannotRead() {
    assertThatThrownBy(() -> Arguments.parse("--compare", "--rounds", "0"))
        .hasMessage("--rounds must be a whole number of at least 1, not 0");
    assertThatThrownBy(() -> Arguments.parse("--compare", "--fast", "1"))
        .hasMessage("unknown argument --fast");
    assertThatThrownBy(() -> Arguments.parse("--compare", "--operations", "put,scan"))
        .hasMessage("--operations knows put and get, not scan");
    assertThatThrownBy(() -> Arguments.parse("--seconds", "1"))
        .hasMessage("give either --endpoints or --compare");
    assertThatThrownBy(() -> Arguments.parse("--endpoints"))
        .hasMessage("--endpoints is unknown or needs a value");
  }

  @Test
  void takesTheMedianOfTheRounds() {
    assertThat(Comparison.median(List.of(3.0, 1.0, 2.0))).isEqualTo(2.0);
    assertThat(Comparison.median(List.of(4.0, 1.0, 2.0, 3.0))).isEqualTo(2.5);
  }
}
