package io.cornerstone.server.member;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where a member's data is, and where it comes from.
 *
 * @param walDir where its log is; null if it is with the rest
 * @param origin what a fresh directory is made from; not asked if there is data already
 * @param expected the cluster and member that data must belong to if it is there; null if any will
 *     do
 * @param forcesNewCluster whether all other members are removed, see {@link NewCluster}
 * @param sizes of new files
 */
public record MemberStart(
    Path dataDir,
    @Nullable Path walDir,
    Origin origin,
    @Nullable Founding expected,
    boolean forcesNewCluster,
    FileSizes sizes) {

  /** Finds out which member of which cluster a fresh directory is for. */
  public interface Origin {
    /** May block. @throws IOException with one line, if there is no such member */
    Founding find() throws IOException;
  }

  /** With files of the usual sizes. */
  public MemberStart(
      Path dataDir,
      @Nullable Path walDir,
      Origin origin,
      @Nullable Founding expected,
      boolean forcesNewCluster) {
    this(dataDir, walDir, origin, expected, forcesNewCluster, FileSizes.DEFAULT);
  }

  /**
   * A founder.
   *
   * @param mayFound whether a fresh directory may be made at all
   * @param mustMatch whether data that is there must be of that cluster and member
   */
  public MemberStart(Path dataDir, Founding founding, boolean mayFound, boolean mustMatch) {
    this(
        dataDir,
        null,
        () -> {
          if (!mayFound) {
            throw new IOException("data directory " + dataDir + " is empty");
          }
          return founding;
        },
        mustMatch ? founding : null,
        false);
  }

  public MemberStart withSizes(FileSizes other) {
    return new MemberStart(dataDir, walDir, origin, expected, forcesNewCluster, other);
  }
}
