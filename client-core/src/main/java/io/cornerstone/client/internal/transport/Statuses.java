package io.cornerstone.client.internal.transport;

import io.cornerstone.client.internal.retry.Failure;
import io.cornerstone.protocol.StatusCode;
import io.grpc.Status;
import java.io.IOException;

/** From gRPC's statuses to ours. */
final class Statuses {
  private Statuses() {}

  static Failure failure(boolean sent, Status status) {
    return Failure.of(sent, code(status), text(status));
  }

  /**
   * A connection that ends while a message is written leaves gRPC as UNKNOWN with the exception of
   * the socket as its cause. No server has answered, so it counts as any other lost connection.
   */
  private static StatusCode code(Status status) {
    boolean ofTheSocket =
        status.getCode() == Status.Code.UNKNOWN && status.getCause() instanceof IOException;
    return ofTheSocket ? StatusCode.UNAVAILABLE : StatusCode.fromNumber(status.getCode().value());
  }

  /** The description as it is, since it identifies the error; without one, the cause. */
  private static String text(Status status) {
    String description = status.getDescription();
    Throwable cause = status.getCause();
    if (description == null) {
      return cause == null ? status.getCode().toString() : text(cause);
    }
    boolean vague = description.equals("io exception");
    return vague && cause != null ? description + ": " + text(cause) : description;
  }

  /** Some say all by their type: that of a Unix socket that is not there. */
  private static String text(Throwable cause) {
    String message = cause.getMessage();
    return message == null ? cause.toString() : message;
  }
}
