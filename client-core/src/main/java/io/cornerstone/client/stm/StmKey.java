package io.cornerstone.client.stm;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.codec.Codec;

/**
 * A key together with the type of its values.
 *
 * @param key the key
 * @param codec how its values are stored
 * @param <T> the type of the values
 */
public record StmKey<T>(Bytes key, Codec<T> codec) {
  /** A key given as text. */
  public static <T> StmKey<T> of(String key, Codec<T> codec) {
    return new StmKey<>(Bytes.of(key), codec);
  }
}
