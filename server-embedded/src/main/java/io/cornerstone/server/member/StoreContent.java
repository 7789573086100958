package io.cornerstone.server.member;

import io.cornerstone.server.mvcc.Engine;
import java.io.IOException;

/** Fills an empty store. */
public interface StoreContent {
  /**
   * Appends and puts, and commits at {@code LogPosition.ZERO} at most; the caller does the rest.
   */
  void fill(Engine engine) throws IOException;
}
