package io.cornerstone.client.internal.retry;

import io.cornerstone.client.CompactedException;
import io.cornerstone.client.EtcdException;
import io.cornerstone.client.IndeterminateException;
import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.StatusCode;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A failed attempt, classified once; everything later (retry, failover, the exception) follows from
 * the kind.
 *
 * @param kind what it says about the request
 * @param code the gRPC code
 * @param error which of etcd's errors, if the text is a known one
 * @param text what the server or the transport said
 */
public record Failure(FailureKind kind, StatusCode code, @Nullable EtcdError error, String text) {
  /** Raised before a proposal is made: nothing happened, and another member may do better. */
  private static final Set<EtcdError> NOT_APPLIED =
      EnumSet.of(
          EtcdError.NO_LEADER, EtcdError.NOT_SUPPORTED_FOR_LEARNER, EtcdError.PROPOSAL_DROPPED);

  /** The proposal may have been made, and may yet be applied. */
  private static final Set<EtcdError> UNKNOWN =
      EnumSet.of(
          EtcdError.TIMEOUT,
          EtcdError.TIMEOUT_DUE_TO_LEADER_FAIL,
          EtcdError.TIMEOUT_DUE_TO_CONNECTION_LOST,
          EtcdError.TIMEOUT_WAIT_APPLIED_INDEX,
          EtcdError.STOPPED,
          EtcdError.LEADER_CHANGED,
          EtcdError.NOT_PRIMARY_LESSOR,
          EtcdError.CANCELED,
          EtcdError.REQUEST_CANCELLED,
          EtcdError.CONTEXT_CANCELED,
          EtcdError.DEADLINE_EXCEEDED,
          EtcdError.CONTEXT_DEADLINE_EXCEEDED);

  /** Codes with which a server, not the way to it, says no. */
  private static final Set<StatusCode> REFUSING =
      EnumSet.of(
          StatusCode.INVALID_ARGUMENT,
          StatusCode.NOT_FOUND,
          StatusCode.ALREADY_EXISTS,
          StatusCode.PERMISSION_DENIED,
          StatusCode.FAILED_PRECONDITION,
          StatusCode.OUT_OF_RANGE,
          StatusCode.UNIMPLEMENTED,
          StatusCode.UNAUTHENTICATED);

  private static final Set<StatusCode> PASSING =
      EnumSet.of(StatusCode.UNAVAILABLE, StatusCode.DEADLINE_EXCEEDED, StatusCode.CANCELLED);

  /** How gRPC words the end of a connection to which it gives a code that says something else. */
  private static final List<String> BROKEN_CONNECTION =
      List.of(
          "channel closed",
          "io exception",
          "Network closed",
          "Connection closed after GOAWAY",
          "RST_STREAM closed stream",
          "Received Goaway",
          "http2 exception",
          "Encountered end-of-stream mid-frame",
          "error reading from server");

  /** An answer that is too long stays so: whoever asks for it again gets it cut off again. */
  private static final String CLIENT_RECEIVE_LIMIT = "gRPC message exceeds maximum size";

  private static final String SERVER_RECEIVE_LIMIT = "grpc: received message larger than max";

  /**
   * Classifies an attempt.
   *
   * @param sent whether a stream was made for it on a live connection; the request may then have
   *     reached the server
   */
  public static Failure of(boolean sent, StatusCode code, String text) {
    EtcdError error = EtcdError.fromMessage(text).orElse(null);
    return new Failure(kind(sent, code, error, text), code, error, text);
  }

  private static FailureKind kind(
      boolean sent, StatusCode code, @Nullable EtcdError error, String text) {
    if (!sent) {
      return FailureKind.NOT_APPLIED;
    }
    if (error != null) {
      return kindOfError(error);
    }
    if (REFUSING.contains(code)
        || (code == StatusCode.RESOURCE_EXHAUSTED && text.startsWith(SERVER_RECEIVE_LIMIT))) {
      return FailureKind.REFUSED;
    }
    return PASSING.contains(code) || isBrokenConnection(text)
        ? FailureKind.UNKNOWN_OUTCOME
        : FailureKind.UNKNOWN_OUTCOME_FINAL;
  }

  private static boolean isBrokenConnection(String text) {
    return !text.contains(CLIENT_RECEIVE_LIMIT)
        && BROKEN_CONNECTION.stream().anyMatch(text::startsWith);
  }

  private static FailureKind kindOfError(EtcdError error) {
    if (NOT_APPLIED.contains(error)) {
      return FailureKind.NOT_APPLIED;
    }
    if (UNKNOWN.contains(error)) {
      return FailureKind.UNKNOWN_OUTCOME;
    }
    // A server whose quota is crossed by the very write applies it, and answers NO_SPACE all the
    // same.
    return error == EtcdError.NO_SPACE ? FailureKind.UNKNOWN_OUTCOME_FINAL : FailureKind.REFUSED;
  }

  /** Whether the request may be sent again. */
  public boolean mayRetry(boolean isWrite) {
    return kind == FailureKind.NOT_APPLIED || (kind == FailureKind.UNKNOWN_OUTCOME && !isWrite);
  }

  /** Whether the endpoint should be passed over for a while. */
  public boolean blamesEndpoint() {
    return (kind == FailureKind.NOT_APPLIED || kind == FailureKind.UNKNOWN_OUTCOME)
        && error != EtcdError.LEADER_CHANGED;
  }

  /**
   * The exception for the user.
   *
   * @param revision the revision the request named, for {@link CompactedException}
   * @param where what was called, and at which endpoint
   */
  public EtcdException toException(boolean isWrite, long revision, String where) {
    String message = text + " (" + where + ")";
    if (error == EtcdError.COMPACTED) {
      return new CompactedException(code, revision, message);
    }
    boolean unknown =
        kind == FailureKind.UNKNOWN_OUTCOME || kind == FailureKind.UNKNOWN_OUTCOME_FINAL;
    return isWrite && unknown
        ? new IndeterminateException(code, error, message)
        : new EtcdException(code, error, message);
  }
}
