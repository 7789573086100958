package io.cornerstone.server.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.Member;
import io.cornerstone.protocol.MemberPromoteRequest;
import io.cornerstone.protocol.MemberRemoveRequest;
import io.cornerstone.protocol.MemberUpdateRequest;
import io.cornerstone.protocol.RefusedException;
import io.cornerstone.server.mvcc.HeapEngine;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MemberBookTest {
  private final HeapEngine engine = new HeapEngine();
  private final MemberBook book = MemberBook.open(engine);

  @BeforeEach
  void found() {
    book.bootstrap(List.of(member(2, false), member(1, false)));
  }

  @Test
  void membersAreInUnsignedOrderOfId() {
    book.add(member(-1, false));
    assertThat(ids(book)).containsExactly(1L, 2L, -1L);
  }

  @Test
  void anIdOrUrlBelongsToOneMember() {
    refused(EtcdError.MEMBER_EXIST, () -> book.add(member(2, false)));
    final Member sameUrl = member(3, false).toBuilder().addPeerURLs("http://m1:1").build();
    refused(EtcdError.PEER_URL_EXIST, () -> book.add(sameUrl));
    refused(EtcdError.PEER_URL_EXIST, () -> book.update(update(2, "http://m1:1")));
    refused(EtcdError.MEMBER_NOT_FOUND, () -> book.update(update(9, "http://m1:1")));
    book.update(update(1, "http://m1:1")); // Its own.
  }

  @Test
  void oneLearnerAtATimeBecomesAVoter() {
    book.add(member(3, true));
    refused(EtcdError.TOO_MANY_LEARNERS, () -> book.add(member(4, true)));
    refused(EtcdError.MEMBER_NOT_LEARNER, () -> book.promote(promote(1)));
    refused(EtcdError.MEMBER_NOT_FOUND, () -> book.promote(promote(9)));
    book.update(update(3, "http://other:1"));
    assertThat(book.members().get(2).getIsLearner()).as("an update makes no voter").isTrue();
    book.promote(promote(3));
    assertThat(book.members()).noneMatch(Member::getIsLearner);
    book.add(member(4, true));
  }

  @Test
  void whoAddsALearnerSaysHowManyThereMayBe() {
    book.add(member(3, true), 2);
    book.add(member(4, true), 2);
    refused(EtcdError.TOO_MANY_LEARNERS, () -> book.add(member(5, true), 2));
    book.add(member(5, false), 2);
    final AddedLearner added = new AddedLearner(300, member(6, true));
    assertThat(AddedLearner.decode(added.encode())).isEqualTo(added);
    assertThatThrownBy(() -> AddedLearner.decode(ByteString.copyFrom(new byte[] {1, 8})))
        .isInstanceOf(MalformedCommandException.class);
  }

  @Test
  void aRemovedIdIsNeverValidAgain() {
    book.remove(remove(2));
    assertThat(ids(book)).containsExactly(1L);
    assertThat(book.removed()).containsExactly(2L);
    refused(EtcdError.MEMBER_NOT_FOUND, () -> book.remove(remove(2)));
    refused(EtcdError.MEMBER_NOT_FOUND, () -> book.add(member(2, false)));
    refused(EtcdError.MEMBER_NOT_FOUND, () -> book.promote(promote(2)));
    refused(EtcdError.MEMBER_NOT_FOUND, () -> book.update(update(2, "http://x:1")));
    refused(EtcdError.MEMBER_NOT_FOUND, () -> book.publish(member(2, false)));
  }

  @Test
  void theLastVoterStays() {
    book.remove(remove(2));
    book.add(member(3, true));
    refused(EtcdError.MEMBER_NOT_ENOUGH_STARTED, () -> book.remove(remove(1)));
    book.remove(remove(3));
  }

  @Test
  void everythingIsThereAfterAReopening() {
    book.add(member(3, true));
    book.remove(remove(2));
    final MemberBook again = MemberBook.open(engine);
    assertThat(again.members()).isEqualTo(book.members());
    assertThat(again.removed()).isEqualTo(book.removed());
    assertThat(again.founders()).containsExactly(member(1, false), member(2, false));
  }

  private static List<Long> ids(MemberBook book) {
    return book.members().stream().map(Member::getID).toList();
  }

  private static Member member(long id, boolean isLearner) {
    return Member.newBuilder()
        .setID(id)
        .addPeerURLs("http://m" + id + ":1")
        .setIsLearner(isLearner)
        .build();
  }

  private static MemberUpdateRequest update(long id, String url) {
    return MemberUpdateRequest.newBuilder().setID(id).addPeerURLs(url).build();
  }

  private static MemberPromoteRequest promote(long id) {
    return MemberPromoteRequest.newBuilder().setID(id).build();
  }

  private static MemberRemoveRequest remove(long id) {
    return MemberRemoveRequest.newBuilder().setID(id).build();
  }

  private void refused(EtcdError error, Runnable change) {
    final List<Member> before = book.members();
    final RefusedException refusal = catchThrowableOfType(RefusedException.class, change::run);
    assertThat(refusal.error()).isEqualTo(error);
    assertThat(book.members()).isEqualTo(before);
  }
}
