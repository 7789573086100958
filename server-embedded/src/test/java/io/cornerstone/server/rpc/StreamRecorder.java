package io.cornerstone.server.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The client's end of a stream: what came is asked for one by one, with a deadline. */
final class StreamRecorder<T> implements StreamObserver<T> {
  private static final long DEADLINE_SECONDS = 20;

  private final BlockingQueue<T> responses = new LinkedBlockingQueue<>();
  private final BlockingQueue<Status> end = new LinkedBlockingQueue<>();

  @Override
  public void onNext(T response) {
    responses.add(response);
  }

  @Override
  public void onError(Throwable failure) {
    end.add(Status.fromThrowable(failure));
  }

  @Override
  public void onCompleted() {
    end.add(Status.OK);
  }

  T next() throws InterruptedException {
    T response = responses.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
    assertThat(response).as("a response before the deadline; ended with %s", end).isNotNull();
    return response;
  }

  Status end() throws InterruptedException {
    Status status = end.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
    assertThat(status).as("an end before the deadline").isNotNull();
    return status;
  }

  boolean isEmpty() {
    return responses.isEmpty() && end.isEmpty();
  }
}
