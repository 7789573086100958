package io.cornerstone.client.internal.retry;

import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.client.CompactedException;
import io.cornerstone.client.EtcdException;
import io.cornerstone.client.IndeterminateException;
import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.StatusCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FailureTest {
  @ParameterizedTest
  @EnumSource(StatusCode.class)
  void whatWasNeverSentMayAlwaysBeSentAgain(StatusCode code) {
    Failure failure = Failure.of(false, code, "x");
    assertThat(failure.mayRetry(true)).isTrue();
    assertThat(failure.toException(true, 0, "Put")).isExactlyInstanceOf(EtcdException.class);
  }

  @ParameterizedTest
  @EnumSource(
      value = StatusCode.class,
      names = {
        "UNAVAILABLE",
        "DEADLINE_EXCEEDED",
        "CANCELLED",
        "UNKNOWN",
        "INTERNAL",
        "ABORTED",
        "DATA_LOSS",
        "RESOURCE_EXHAUSTED"
      })
  void aSentWriteWithoutAClearAnswerIsIndeterminate(StatusCode code) {
    Failure failure = Failure.of(true, code, "connection lost");
    assertThat(failure.mayRetry(true)).isFalse();
    assertThat(failure.toException(true, 0, "Put")).isInstanceOf(IndeterminateException.class);
    assertThat(failure.toException(false, 0, "Range")).isExactlyInstanceOf(EtcdException.class);
  }

  @ParameterizedTest
  @EnumSource(
      value = EtcdError.class,
      names = {
        "TIMEOUT",
        "TIMEOUT_DUE_TO_LEADER_FAIL",
        "TIMEOUT_DUE_TO_CONNECTION_LOST",
        "STOPPED",
        "LEADER_CHANGED",
        "REQUEST_CANCELLED",
        "CONTEXT_DEADLINE_EXCEEDED"
      })
  void aProposalOfUnknownFateIsIndeterminateAndAReadGoesOn(EtcdError error) {
    Failure failure = Failure.of(true, error.wireCode(), error.message());
    assertThat(failure.mayRetry(true)).isFalse();
    assertThat(failure.mayRetry(false)).isTrue();
    EtcdException exception = failure.toException(true, 0, "Put");
    assertThat(exception).isInstanceOf(IndeterminateException.class);
    assertThat(exception.error()).contains(error);
  }

  @Test
  void crossingTheQuotaMayHaveWritten() {
    Failure failure = of(EtcdError.NO_SPACE);
    assertThat(failure.mayRetry(false)).isFalse();
    assertThat(failure.toException(true, 0, "Put")).isInstanceOf(IndeterminateException.class);
  }

  @ParameterizedTest
  @EnumSource(
      value = EtcdError.class,
      names = {"EMPTY_KEY", "LEASE_NOT_FOUND", "PERMISSION_DENIED", "REQUEST_TOO_MANY_REQUESTS"})
  void aRefusalIsFinalAndCertain(EtcdError error) {
    Failure failure = of(error);
    assertThat(failure.mayRetry(false)).isFalse();
    assertThat(failure.blamesEndpoint()).isFalse();
    EtcdException exception = failure.toException(true, 0, "Put at x");
    assertThat(exception).isExactlyInstanceOf(EtcdException.class);
    assertThat(exception.code()).isEqualTo(error.wireCode());
    assertThat(exception).hasMessage(error.message() + " (Put at x)");
  }

  @ParameterizedTest
  @EnumSource(
      value = EtcdError.class,
      names = {"NO_LEADER", "NOT_SUPPORTED_FOR_LEARNER", "PROPOSAL_DROPPED"})
  void whatNoMemberLookedAtGoesElsewhere(EtcdError error) {
    assertThat(of(error).mayRetry(true)).isTrue();
    assertThat(of(error).blamesEndpoint()).isTrue();
  }

  @Test
  void aChangeOfLeaderIsNobodysFault() {
    assertThat(of(EtcdError.LEADER_CHANGED).blamesEndpoint()).isFalse();
  }

  @Test
  void anOversizeRequestIsRefused() {
    Failure failure =
        Failure.of(
            true,
            StatusCode.RESOURCE_EXHAUSTED,
            "grpc: received message larger than max (3145739 vs. 2097152)");
    assertThat(failure.kind()).isEqualTo(FailureKind.REFUSED);
  }

  @ParameterizedTest
  @CsvSource({
    "UNKNOWN, channel closed",
    "INTERNAL, RST_STREAM closed stream. HTTP/2 error code: INTERNAL_ERROR",
    "RESOURCE_EXHAUSTED, Connection closed after GOAWAY. HTTP/2 error code: ENHANCE_YOUR_CALM",
  })
  void aBrokenConnectionIsOneWhateverItsCode(StatusCode code, String text) {
    Failure failure = Failure.of(true, code, text);
    assertThat(failure.mayRetry(false)).isTrue();
    assertThat(failure.mayRetry(true)).isFalse();
    assertThat(failure.blamesEndpoint()).isTrue();
    assertThat(failure.toException(true, 0, "Put")).isInstanceOf(IndeterminateException.class);
  }

  @Test
  void anAnswerThatIsTooLongIsNotAskedForAgain() {
    Failure failure =
        Failure.of(true, StatusCode.RESOURCE_EXHAUSTED, "gRPC message exceeds maximum size 4: 5");
    assertThat(failure.mayRetry(false)).isFalse();
  }

  @Test
  void compactionNamesTheRevision() {
    EtcdException exception = of(EtcdError.COMPACTED).toException(false, 12, "Range");
    assertThat(exception).isInstanceOf(CompactedException.class);
    assertThat(((CompactedException) exception).requestedRevision()).isEqualTo(12);
  }

  private static Failure of(EtcdError error) {
    return Failure.of(true, error.wireCode(), error.message());
  }
}
