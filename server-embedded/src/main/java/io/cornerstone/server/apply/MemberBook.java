package io.cornerstone.server.apply;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.Member;
import io.cornerstone.protocol.RefusedException;
import io.cornerstone.server.env.Invariant;
import io.cornerstone.server.mvcc.Engine;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The members of the cluster, kept in the engine's state. The apply thread writes, any reads. */
final class MemberBook {
  private static final String BUCKET = "members";

  private final Engine engine;
  // Immutable, in unsigned order of id.
  private volatile List<Member> members;

  private MemberBook(Engine engine, List<Member> members) {
    this.engine = engine;
    this.members = members;
  }

  static MemberBook open(Engine engine) {
    final List<Member> stored = new ArrayList<>();
    for (ByteString value : engine.state(BUCKET).values()) {
      try {
        stored.add(Member.parseFrom(value));
      } catch (InvalidProtocolBufferException e) {
        throw new IllegalStateException("a member in the store cannot be read", e);
      }
    }
    return new MemberBook(engine, List.copyOf(stored));
  }

  List<Member> members() {
    return members;
  }

  void bootstrap(List<Member> founders) {
    Invariant.check(members.isEmpty(), "the cluster has members already");
    founders.forEach(this::store);
    members =
        founders.stream()
            .sorted(Comparator.comparing(Member::getID, Long::compareUnsigned))
            .toList();
  }

  /**
   * Sets a member's name and client URLs.
   *
   * @throws RefusedException MEMBER_NOT_FOUND
   */
  Member publish(Member told) {
    final List<Member> changed = new ArrayList<>(members);
    for (int i = 0; i < changed.size(); i++) {
      if (changed.get(i).getID() == told.getID()) {
        final Member published =
            changed.get(i).toBuilder()
                .setName(told.getName())
                .clearClientURLs()
                .addAllClientURLs(told.getClientURLsList())
                .build();
        store(published);
        changed.set(i, published);
        members = List.copyOf(changed);
        return published;
      }
    }
    throw new RefusedException(EtcdError.MEMBER_NOT_FOUND);
  }

  private void store(Member member) {
    engine.putState(BUCKET, Ids.encode(member.getID()), member.toByteString());
  }
}
