package io.cornerstone.server.member;

import io.cornerstone.server.peer.PeerHash;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Finds out from checksums whose data is not as it should be. */
final class HashComparison {
  private HashComparison() {}

  /**
   * Who has other data at the same revision than this member; a peer with another compact revision
   * cannot be compared.
   */
  static List<Long> different(PeerHash own, Map<Long, PeerHash> others) {
    final List<Long> different = new ArrayList<>();
    others.forEach(
        (member, hash) -> {
          if (hash.compactRevision() == own.compactRevision()
              && hash.revision() == own.revision()
              && hash.hash() != own.hash()) {
            different.add(member);
          }
        });
    return different;
  }

  /**
   * Whose data is in doubt, as the leader sees it: those who differ, and those who are ahead of a
   * leader that had applied all there was when they answered.
   *
   * @param self the leader, in doubt itself if it does not give the same answer twice
   * @param before the leader's hash before the others were asked at its revision
   * @param after the leader's hash after they had answered, and after a read index round
   */
  static List<Long> suspects(
      long self, PeerHash before, PeerHash after, Map<Long, PeerHash> others) {
    final List<Long> suspects = new ArrayList<>(different(before, others));
    others.forEach(
        (member, hash) -> {
          final boolean isAhead =
              hash.currentRevision() > after.currentRevision()
                  || hash.compactRevision() > after.compactRevision();
          if (isAhead && !suspects.contains(member)) {
            suspects.add(member);
          }
        });
    if (!different(before, Map.of(self, after)).isEmpty()) {
      suspects.add(self);
    }
    return suspects.stream().sorted().toList();
  }
}
