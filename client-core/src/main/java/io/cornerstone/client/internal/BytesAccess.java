package io.cornerstone.client.internal;

import io.cornerstone.client.Bytes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Lets the client turn {@link Bytes} into wire bytes and back without a copy.
 *
 * <p>A value class that hands out its array is no longer immutable, so the way in is here, in an
 * internal package, and not among its public methods. {@link Bytes} registers itself when it is
 * loaded.
 */
public abstract class BytesAccess {
  private static volatile @Nullable BytesAccess instance;

  /** Called once, by {@link Bytes}. */
  public static void register(BytesAccess access) {
    instance = access;
  }

  /** The array inside; must never be written to. */
  public static byte[] array(Bytes bytes) {
    return instance().arrayOf(bytes);
  }

  /** A value around an array that nobody writes to from now on. */
  public static Bytes wrap(byte[] array) {
    return instance().wrapArray(array);
  }

  protected abstract byte[] arrayOf(Bytes bytes);

  protected abstract Bytes wrapArray(byte[] array);

  private static BytesAccess instance() {
    BytesAccess access = instance;
    if (access == null) {
      Bytes.EMPTY.isEmpty(); // Loads the class, which registers itself.
      access = instance;
    }
    return Objects.requireNonNull(access);
  }
}
