package io.cornerstone.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cornerstone.server.cli.FlagType.BadValueException;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UrlParserTest {
  @Test
  void aListIsSplitAtCommas() {
    assertThat(UrlParser.parseList("http://localhost:2379, http://[::1]:0"))
        .containsExactly(URI.create("http://localhost:2379"), URI.create("http://[::1]:0"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "foo | URL scheme must be http: foo",
        "'' | URL scheme must be http:",
        "ftp://h:1 | URL scheme must be http: ftp://h:1",
        "localhost:2379 | URL scheme must be http: localhost:2379",
        "https://h:2379 | https is not supported yet, use http: https://h:2379",
        "unix://h:1 | members do not talk through socket files: unix://h:1",
        "http://h | URL has no port: http://h (expected http://host:port)",
        "http://h: | URL has no port: http://h: (expected http://host:port)",
        "http://[::1] | URL has no port: http://[::1] (expected http://host:port)",
        "http://h:1/ | URL must not contain a path: http://h:1/",
        "http://h:1/a | URL must not contain a path: http://h:1/a",
        "http://h:70000 | \"http://h:70000\" is not a URL of the form http://host:port",
        "http://h:x | \"http://h:x\" is not a URL of the form http://host:port",
        "http://:2379 | \"http://:2379\" is not a URL of the form http://host:port",
        "http://u@h:1 | \"http://u@h:1\" is not a URL of the form http://host:port",
        "http://h:1?q | \"http://h:1?q\" is not a URL of the form http://host:port",
        "http:// | \"http://\" is not a URL of the form http://host:port",
        "http:h:1 | \"http:h:1\" is not a URL of the form http://host:port",
        "http://a b:1 | \"http://a b:1\" is not a URL of the form http://host:port",
      })
  void aMalformedUrlIsExplained(String text, String message) {
    assertThatThrownBy(() -> UrlParser.parseList(text))
        .isInstanceOf(BadValueException.class)
        .extracting(e -> String.valueOf(e.getMessage()).strip())
        .isEqualTo(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://127.0.0.1:1", "http://localhost:1", "http://[::]:1"})
  void listenersTakeAddresses(String text) {
    assertThat(UrlParser.parseListenList(text)).containsExactly(URI.create(text));
  }

  @Test
  void listenersTakeNoNames() {
    assertThatThrownBy(() -> UrlParser.parseListenList("http://example.com:1"))
        .isInstanceOf(BadValueException.class)
        .hasMessageContaining("expected IP in URL for binding (http://example.com:1)");
  }

  @Test
  void aMemberMayHaveSeveralUrls() {
    assertThat(UrlParser.parseMembers("a=http://h:1,b=http://h:2,a=http://h:3"))
        .containsEntry("a", List.of(URI.create("http://h:1"), URI.create("http://h:3")))
        .containsEntry("b", List.of(URI.create("http://h:2")))
        .hasSize(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http://h:1 | \"http://h:1\" is not of the form name=http://host:port (separated by"
            + " commas)",
        "=http://h:1 | \"=http://h:1\" is not of the form name=http://host:port (separated by"
            + " commas)",
        "a=http://h:1, | \"\" is not of the form name=http://host:port (separated by commas)",
        "a=https://h:1 | https is not supported yet, use http: https://h:1",
        "a=http://h:1,a=http://h:1 | member a is listed twice with http://h:1",
        "a=http://h:1,b=http://h:1 | members a and b have the same URL http://h:1",
      })
  void aMalformedClusterIsExplained(String text, String message) {
    assertThatThrownBy(() -> UrlParser.parseMembers(text))
        .isInstanceOf(BadValueException.class)
        .hasMessage(message);
  }
}
