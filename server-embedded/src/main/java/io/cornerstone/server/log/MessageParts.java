package io.cornerstone.server.log;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.helpers.MessageFormatter;

/**
 * What a message says, and its fields. Messages here end in {@code : key={} key={}}: that end
 * becomes fields; of a message without it, all is text.
 */
record MessageParts(String text, Map<String, Object> fields) {
  private static final Pattern FORM =
      Pattern.compile("(.*?): ((?:[A-Za-z][A-Za-z0-9-]*=\\{}(?: |$))+)", Pattern.DOTALL);
  private static final Pattern KEY = Pattern.compile("([A-Za-z][A-Za-z0-9-]*)=\\{}");

  static MessageParts of(String pattern, @Nullable Object @Nullable [] arguments) {
    final @Nullable Object[] values = arguments == null ? new Object[0] : arguments;
    final Matcher form = FORM.matcher(pattern);
    if (!form.matches()) {
      return new MessageParts(format(pattern, values), Map.of());
    }
    final Map<String, Object> fields = new LinkedHashMap<>();
    int next = count(form.group(1));
    final String text = format(form.group(1), Arrays.copyOf(values, Math.min(next, values.length)));
    final Matcher keys = KEY.matcher(form.group(2));
    while (keys.find() && next < values.length) {
      final Object value = values[next++];
      fields.put(keys.group(1), value == null ? "null" : value);
    }
    return new MessageParts(text, fields);
  }

  private static int count(String text) {
    return (text.length() - text.replace("{}", "").length()) / 2;
  }

  private static String format(String pattern, @Nullable Object[] values) {
    final String text = MessageFormatter.basicArrayFormat(pattern, values);
    return text == null ? "" : text;
  }
}
