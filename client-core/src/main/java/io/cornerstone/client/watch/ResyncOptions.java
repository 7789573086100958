package io.cornerstone.client.watch;

import io.cornerstone.client.Bytes;
import java.util.Collection;
import java.util.Set;

/**
 * How a watcher goes on after a compaction; see {@link Watch#resyncAfterCompaction(ResyncOptions)}.
 *
 * @param knownKeys keys that the user knows of before the watcher starts, usually those of the list
 *     behind whose revision it starts; that one of them is gone will be told
 * @param keysMax of how many keys the watcher keeps account
 */
public record ResyncOptions(Set<Bytes> knownKeys, int keysMax) {
  /** No key is known before; up to 100,000 keys. */
  public static final ResyncOptions DEFAULT = new ResyncOptions(Set.of(), 100_000);

  /**
   * Copies the keys.
   *
   * @throws IllegalArgumentException if no key may be kept
   */
  public ResyncOptions {
    if (keysMax < 1) {
      throw new IllegalArgumentException("keysMax must be positive: " + keysMax);
    }
    knownKeys = Set.copyOf(knownKeys);
  }

  /** With these keys known before the watcher starts. */
  public ResyncOptions withKnownKeys(Collection<Bytes> knownKeys) {
    return new ResyncOptions(Set.copyOf(knownKeys), keysMax);
  }

  /** Keeps account of up to so many keys. */
  public ResyncOptions withKeysMax(int keysMax) {
    return new ResyncOptions(knownKeys, keysMax);
  }
}
