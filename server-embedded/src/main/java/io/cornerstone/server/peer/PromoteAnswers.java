package io.cornerstone.server.peer;

import com.google.protobuf.InvalidProtocolBufferException;
import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.MemberPromoteResponse;
import io.cornerstone.protocol.RefusedException;
import io.cornerstone.server.peer.wire.PromoteAnswer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** A leader's answer to a promotion on the wire: unlike other calls it tells why it refuses. */
final class PromoteAnswers {
  private PromoteAnswers() {}

  /** Either. */
  record Verdict(@Nullable MemberPromoteResponse response, @Nullable EtcdError error) {}

  /** A refusal as a value; other failures stay failures. */
  static CompletableFuture<Verdict> orRefusal(CompletableFuture<MemberPromoteResponse> result) {
    return result.handle(
        (response, failure) -> {
          if (failure == null) {
            return new Verdict(response, null);
          }
          final Throwable cause =
              failure instanceof CompletionException && failure.getCause() != null
                  ? failure.getCause()
                  : failure;
          if (cause instanceof RefusedException refused) {
            return new Verdict(null, refused.error());
          }
          throw new CompletionException(cause);
        });
  }

  static PromoteAnswer encode(Verdict verdict) {
    final PromoteAnswer.Builder answer = PromoteAnswer.newBuilder();
    if (verdict.error() != null) {
      answer.setError(verdict.error().message());
    } else if (verdict.response() != null) {
      answer.setResponse(verdict.response().toByteString());
    }
    return answer.build();
  }

  static MemberPromoteResponse decode(PromoteAnswer answer) {
    if (!answer.getError().isEmpty()) {
      throw new RefusedException(
          EtcdError.fromMessage(answer.getError())
              .orElseThrow(() -> new IllegalStateException(answer.getError())));
    }
    try {
      return MemberPromoteResponse.parseFrom(answer.getResponse());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("the leader's answer cannot be read", e);
    }
  }
}
