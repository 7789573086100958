package io.cornerstone.ctl.print;

import java.util.Locale;
import java.util.Optional;

/** The forms of output. */
public enum Form {
  SIMPLE,
  JSON,
  FIELDS,
  TABLE;

  /** The form with this name, as {@code --write-out} has it. */
  public static Optional<Form> named(String name) {
    for (Form form : values()) {
      if (form.word().equals(name)) {
        return Optional.of(form);
      }
    }
    return Optional.empty();
  }

  /** Its name on the command line. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
