package io.cornerstone.server.rpc;

import io.cornerstone.protocol.HealthCheckRequest;
import io.cornerstone.protocol.HealthCheckResponse;
import io.cornerstone.protocol.HealthCheckResponse.ServingStatus;
import io.cornerstone.protocol.HealthGrpc;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;

/** gRPC's standard health service: the server as a whole (service "") serves. */
final class HealthService extends HealthGrpc.HealthImplBase {
  private static final Status UNKNOWN_SERVICE = Status.NOT_FOUND.withDescription("unknown service");

  @Override
  public void check(HealthCheckRequest request, StreamObserver<HealthCheckResponse> observer) {
    if (!request.getService().isEmpty()) {
      observer.onError(UNKNOWN_SERVICE.asRuntimeException());
      return;
    }
    observer.onNext(response(ServingStatus.SERVING));
    observer.onCompleted();
  }

  /** Tells the state, which does not change while the server runs; the stream then stays open. */
  @Override
  public void watch(HealthCheckRequest request, StreamObserver<HealthCheckResponse> observer) {
    ((ServerCallStreamObserver<HealthCheckResponse>) observer).setOnCancelHandler(() -> {});
    observer.onNext(
        response(
            request.getService().isEmpty()
                ? ServingStatus.SERVING
                : ServingStatus.SERVICE_UNKNOWN));
  }

  private static HealthCheckResponse response(ServingStatus status) {
    return HealthCheckResponse.newBuilder().setStatus(status).build();
  }
}
