package io.cornerstone.client.codec;

import io.cornerstone.client.Bytes;
import java.util.function.Function;

/**
 * How a type is stored as bytes. Must be safe for any number of threads, and {@code
 * decode(encode(x))} must equal {@code x}.
 *
 * <p>Both directions may throw an unchecked exception for what they cannot do; whoever uses the
 * codec says what becomes of it.
 *
 * @param <T> the type of the values
 */
public interface Codec<T> {
  /** The bytes as they are. */
  Codec<Bytes> BYTES = of(bytes -> bytes, bytes -> bytes);

  /** Text in UTF-8. */
  Codec<String> UTF8 = of(Bytes::of, Bytes::utf8);

  /** A whole number as decimal text, as a person would write it with a command-line tool. */
  Codec<Long> DECIMAL =
      of(number -> Bytes.of(Long.toString(number)), bytes -> Long.valueOf(bytes.utf8()));

  /** The stored form of a value. */
  Bytes encode(T value);

  /** The value that a stored form stands for. */
  T decode(Bytes bytes);

  /** A codec of two functions. */
  static <T> Codec<T> of(
      Function<? super T, Bytes> encode, Function<? super Bytes, ? extends T> decode) {
    return new Codec<>() {
      @Override
      public Bytes encode(T value) {
        return encode.apply(value);
      }

      @Override
      public T decode(Bytes bytes) {
        return decode.apply(bytes);
      }
    };
  }
}
