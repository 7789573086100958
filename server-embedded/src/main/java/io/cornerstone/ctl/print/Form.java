package io.cornerstone.ctl.print;

import java.nio.charset.StandardCharsets;
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

  /**
   * An answer in this form, with a line end behind it.
   *
   * @param text what the simple form is written to
   * @throws IllegalArgumentException if there is no table of it, and this is the form
   */
  public byte[] show(View view, Text text) {
    return switch (this) {
      case SIMPLE -> {
        view.simple(text);
        yield text.toByteArray();
      }
      case JSON -> bytes(view.json() + "\n");
      case FIELDS -> {
        Fields fields = new Fields();
        view.fields(fields);
        yield bytes(fields.toString());
      }
      case TABLE -> {
        if (!(view instanceof TableView rows)) {
          throw new IllegalArgumentException("no table of " + view);
        }
        yield bytes(rows.table().toString());
      }
    };
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Its name on the command line. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
