package io.cornerstone.client.internal.transport;

import com.google.protobuf.ByteString;
import io.cornerstone.client.internal.retry.Failure;
import io.cornerstone.protocol.KVGrpc;
import io.cornerstone.protocol.RangeRequest;
import io.cornerstone.protocol.RangeResponse;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.concurrent.TimeUnit;

/**
 * One question to a member that was passed over, to find out whether it serves again: a
 * linearizable read, which only a member with a working cluster answers. What is read does not
 * matter, and neither does a refusal.
 */
final class Probe extends ClientCall.Listener<RangeResponse> {
  private static final RangeRequest QUESTION =
      RangeRequest.newBuilder()
          .setKey(ByteString.copyFrom(new byte[] {0}))
          .setCountOnly(true)
          .build();

  private final EndpointPool pool;
  private final Endpoint endpoint;
  private final SentMark mark = new SentMark();

  private Probe(EndpointPool pool, Endpoint endpoint) {
    this.pool = pool;
    this.endpoint = endpoint;
  }

  /** Asks, with the time that a connection may take for an answer. */
  static void send(Transport transport, Endpoint endpoint) {
    Probe probe = new Probe(transport.pool(), endpoint);
    endpoint.wake(transport.env().clock().nanos());
    CallOptions options =
        CallOptions.DEFAULT
            .withDeadlineAfter(transport.config().connectTimeout().toNanos(), TimeUnit.NANOSECONDS)
            .withStreamTracerFactory(probe.mark);
    ClientCall<RangeRequest, RangeResponse> call =
        endpoint.channel().newCall(KVGrpc.getRangeMethod(), options);
    call.start(probe, Tokens.headers(transport.tokens().current()));
    call.request(2);
    try {
      call.sendMessage(QUESTION);
      call.halfClose();
    } catch (RuntimeException e) {
      call.cancel("the question could not be sent", e);
    }
  }

  @Override
  public void onClose(Status status, Metadata trailers) {
    if (status.isOk()) {
      endpoint.succeeded();
    } else {
      Failure failure = Statuses.failure(mark.isSent(), status);
      pool.failed(endpoint, failure);
    }
  }
}
