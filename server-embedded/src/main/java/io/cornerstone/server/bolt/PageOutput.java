package io.cornerstone.server.bolt;

/** Takes the bytes of the file in order, whole pages at a time; the array is the taker's. */
public interface PageOutput {
  void write(byte[] pages);
}
