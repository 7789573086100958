package io.cornerstone.testkit.process;

/** What a command printed, and how it ended. */
record CommandResult(int exitCode, String out, String err) {
  /** Both streams, as some commands print what they found to the error stream. */
  String both() {
    return out + err;
  }
}
