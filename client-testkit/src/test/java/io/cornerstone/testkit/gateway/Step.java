package io.cornerstone.testkit.gateway;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One request to both servers.
 *
 * @param linesMax how many lines of the answer to read before hanging up; 0 is all
 * @param difference null if the answers must be equal
 */
record Step(String path, String body, int linesMax, @Nullable Difference difference) {
  private static final Pattern REQUEST = Pattern.compile("(/\\S+)(?: (.*?))??(?: < (\\d+))?");
  private static final Pattern DIFFERENCE = Pattern.compile(" +ours=(\\S+) etcd=(\\S+) (.+)");
  private static final String BODY = "body";

  /**
   * How the answers differ, and why they may.
   *
   * @param ours our HTTP status, or {@code body} if only the bodies differ
   */
  record Difference(String ours, String etcd, String why) {
    boolean isOfBody() {
      return ours.equals(BODY) && etcd.equals(BODY);
    }
  }

  static List<Step> all() {
    List<Step> steps = new ArrayList<>();
    try (InputStream in = Step.class.getResourceAsStream("/gateway/requests.txt");
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(Objects.requireNonNull(in), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Matcher request = REQUEST.matcher(line);
        Matcher difference = DIFFERENCE.matcher(line);
        if (request.matches()) {
          steps.add(of(request));
        } else if (difference.matches()) {
          steps.add(steps.remove(steps.size() - 1).with(difference));
        } else if (!line.isEmpty() && !line.startsWith("#")) {
          throw new IllegalArgumentException("not understood: " + line);
        }
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return steps;
  }

  private static Step of(Matcher request) {
    String body = request.group(2);
    String lines = request.group(3);
    return new Step(
        request.group(1),
        body == null ? "" : body,
        lines == null ? 0 : Integer.parseInt(lines),
        null);
  }

  private Step with(Matcher text) {
    return new Step(
        path, body, linesMax, new Difference(text.group(1), text.group(2), text.group(3)));
  }

  @Override
  public String toString() {
    return path + " " + body;
  }
}
