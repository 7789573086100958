package io.cornerstone.server.log;

import java.io.IOException;

/** Where lines go. One caller at a time. */
interface LogOutput {
  /** Writes a line, which has its end, through to the system. */
  void write(String line) throws IOException;
}
