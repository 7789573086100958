package io.cornerstone.ctl.text;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of an interactive command, taken apart at white space. A word in double quotes may have
 * escapes, a word in single quotes is taken as it stands; both keep their white space. A quote
 * inside a word is an ordinary character, one that is never closed is left out.
 */
public final class Words {
  private static final Pattern WORD =
      Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"|'[^']*'|[^'\"\\s]\\S*");

  private Words() {}

  /**
   * The words of a line.
   *
   * @throws IllegalArgumentException if a word in double quotes has an unknown escape
   */
  public static List<String> of(String line) {
    List<String> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(line);
    while (matcher.find()) {
      words.add(unquoted(matcher.group()));
    }
    return words;
  }

  private static String unquoted(String word) {
    return switch (word.charAt(0)) {
      case '\'' -> word.substring(1, word.length() - 1);
      case '"' ->
          GoUnquote.read(word)
              .map(GoUnquote.Quoted::text)
              .orElseThrow(() -> new IllegalArgumentException("bad escape in " + word));
      default -> word;
    };
  }
}
