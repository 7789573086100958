package io.cornerstone.client.auth;

import io.cornerstone.client.KeyRange;

/**
 * What a role may do with a range of keys.
 *
 * @param access to read, to write, or both
 * @param range which keys
 */
public record Permission(Access access, KeyRange range) {
  /** What may be done. */
  public enum Access {
    /** Get and watch. */
    READ,
    /** Put and delete. */
    WRITE,
    /** All of it. */
    READ_WRITE
  }

  /** To read a range. */
  public static Permission read(KeyRange range) {
    return new Permission(Access.READ, range);
  }

  /** To write a range. */
  public static Permission write(KeyRange range) {
    return new Permission(Access.WRITE, range);
  }

  /** To read and write a range. */
  public static Permission readWrite(KeyRange range) {
    return new Permission(Access.READ_WRITE, range);
  }
}
