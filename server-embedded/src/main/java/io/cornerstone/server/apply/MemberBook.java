package io.cornerstone.server.apply;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.Member;
import io.cornerstone.protocol.MemberAddResponse;
import io.cornerstone.protocol.MemberPromoteRequest;
import io.cornerstone.protocol.MemberPromoteResponse;
import io.cornerstone.protocol.MemberRemoveRequest;
import io.cornerstone.protocol.MemberRemoveResponse;
import io.cornerstone.protocol.MemberUpdateRequest;
import io.cornerstone.protocol.MemberUpdateResponse;
import io.cornerstone.protocol.RefusedException;
import io.cornerstone.server.env.Invariant;
import io.cornerstone.server.mvcc.Engine;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The members of the cluster, kept in the engine's state: who is in it now, who was removed, and
 * with whom it began. Who has a say in consensus follows from it, so a change is checked here,
 * where every member comes to the same answer, whatever was checked before it was proposed. The
 * apply thread writes, any reads; methods that change something throw {@link RefusedException} and
 * leave all as it was.
 */
final class MemberBook {
  /** Learners slow a leader down as voters do; etcd's default. */
  private static final int LEARNERS_MAX = 1;

  private static final String BUCKET = "members";
  private static final String REMOVED_BUCKET = "members_removed";
  private static final String FOUNDERS_BUCKET = "founders";
  private static final Comparator<Member> BY_ID =
      Comparator.comparing(Member::getID, Long::compareUnsigned);

  private final Engine engine;
  // Immutable, in unsigned order of id.
  private volatile List<Member> members;
  // Immutable.
  private volatile SortedSet<Long> removed;

  private MemberBook(Engine engine, List<Member> members, SortedSet<Long> removed) {
    this.engine = engine;
    this.members = members;
    this.removed = Collections.unmodifiableSortedSet(removed);
  }

  static MemberBook open(Engine engine) {
    final SortedSet<Long> removed = new TreeSet<>();
    engine.state(REMOVED_BUCKET).keySet().forEach(id -> removed.add(Ids.decode(id)));
    return new MemberBook(engine, read(engine.state(BUCKET).values()), removed);
  }

  private static List<Member> read(Collection<ByteString> values) {
    final List<Member> stored = new ArrayList<>();
    for (ByteString value : values) {
      try {
        stored.add(Member.parseFrom(value));
      } catch (InvalidProtocolBufferException e) {
        throw new IllegalStateException("a member in the store cannot be read", e);
      }
    }
    return stored.stream().sorted(BY_ID).toList();
  }

  List<Member> members() {
    return members;
  }

  SortedSet<Long> removed() {
    return removed;
  }

  List<Member> founders() {
    return read(engine.state(FOUNDERS_BUCKET).values());
  }

  void bootstrap(List<Member> founders) {
    Invariant.check(members.isEmpty(), "the cluster has members already");
    for (Member founder : founders) {
      engine.putState(FOUNDERS_BUCKET, Ids.encode(founder.getID()), founder.toByteString());
      store(founder);
    }
  }

  /** Sets a member's name and client URLs. Refused with MEMBER_NOT_FOUND. */
  Member publish(Member told) {
    return change(
        told.getID(),
        member ->
            member.toBuilder()
                .setName(told.getName())
                .clearClientURLs()
                .addAllClientURLs(told.getClientURLsList())
                .build());
  }

  /** As {@link #add(Member, int)}, with one learner at most. */
  MemberAddResponse add(Member added) {
    return add(added, LEARNERS_MAX);
  }

  /**
   * Adds a member that was not started yet. Refused with MEMBER_NOT_FOUND if the id was removed
   * before, MEMBER_EXIST, PEER_URL_EXIST or TOO_MANY_LEARNERS.
   *
   * @param learnersMax how many learners there may be with it, if it is one
   */
  MemberAddResponse add(Member added, int learnersMax) {
    checkNotRemoved(added.getID());
    if (find(added.getID()) != null) {
      throw new RefusedException(EtcdError.MEMBER_EXIST);
    }
    checkUrls(added.getID(), added.getPeerURLsList());
    if (added.getIsLearner()
        && members.stream().filter(Member::getIsLearner).count() >= learnersMax) {
      throw new RefusedException(EtcdError.TOO_MANY_LEARNERS);
    }
    store(added);
    return MemberAddResponse.newBuilder().setMember(added).addAllMembers(members).build();
  }

  /** Makes a learner a voter. Refused with MEMBER_NOT_FOUND or MEMBER_NOT_LEARNER. */
  MemberPromoteResponse promote(MemberPromoteRequest request) {
    checkNotRemoved(request.getID());
    if (!get(request.getID()).getIsLearner()) {
      throw new RefusedException(EtcdError.MEMBER_NOT_LEARNER);
    }
    change(request.getID(), member -> member.toBuilder().setIsLearner(false).build());
    return MemberPromoteResponse.newBuilder().addAllMembers(members).build();
  }

  /** Sets a member's peer URLs. Refused with MEMBER_NOT_FOUND or PEER_URL_EXIST. */
  MemberUpdateResponse update(MemberUpdateRequest request) {
    checkNotRemoved(request.getID());
    get(request.getID());
    checkUrls(request.getID(), request.getPeerURLsList());
    change(
        request.getID(),
        member ->
            member.toBuilder().clearPeerURLs().addAllPeerURLs(request.getPeerURLsList()).build());
    return MemberUpdateResponse.newBuilder().addAllMembers(members).build();
  }

  /**
   * Removes a member for good. Refused with MEMBER_NOT_FOUND, and with MEMBER_NOT_ENOUGH_STARTED if
   * nobody would be left to decide anything.
   */
  MemberRemoveResponse remove(MemberRemoveRequest request) {
    final long id = request.getID();
    checkNotRemoved(id);
    get(id);
    if (members.stream().noneMatch(member -> !member.getIsLearner() && member.getID() != id)) {
      throw new RefusedException(EtcdError.MEMBER_NOT_ENOUGH_STARTED);
    }
    engine.removeState(BUCKET, Ids.encode(id));
    engine.putState(REMOVED_BUCKET, Ids.encode(id), Ids.encode(id));
    final SortedSet<Long> nextRemoved = new TreeSet<>(removed);
    nextRemoved.add(id);
    removed = Collections.unmodifiableSortedSet(nextRemoved);
    members = members.stream().filter(member -> member.getID() != id).toList();
    return MemberRemoveResponse.newBuilder().addAllMembers(members).build();
  }

  private void checkNotRemoved(long id) {
    if (removed.contains(id)) {
      throw new RefusedException(EtcdError.MEMBER_NOT_FOUND);
    }
  }

  private void checkUrls(long owner, List<String> peerUrls) {
    for (Member other : members) {
      if (other.getID() != owner && !Collections.disjoint(other.getPeerURLsList(), peerUrls)) {
        throw new RefusedException(EtcdError.PEER_URL_EXIST);
      }
    }
  }

  private Member change(long id, UnaryOperator<Member> change) {
    final Member changed = change.apply(get(id));
    store(changed);
    return changed;
  }

  private Member get(long id) {
    final Member member = find(id);
    if (member == null) {
      throw new RefusedException(EtcdError.MEMBER_NOT_FOUND);
    }
    return member;
  }

  private @Nullable Member find(long id) {
    return members.stream().filter(member -> member.getID() == id).findFirst().orElse(null);
  }

  /** Puts a member in, in place of the one with its id. */
  private void store(Member stored) {
    engine.putState(BUCKET, Ids.encode(stored.getID()), stored.toByteString());
    final List<Member> next = new ArrayList<>(members);
    next.removeIf(member -> member.getID() == stored.getID());
    next.add(stored);
    next.sort(BY_ID);
    members = List.copyOf(next);
  }
}
