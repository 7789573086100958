package io.cornerstone.client.internal.transport;

import io.cornerstone.client.internal.retry.Failure;
import io.cornerstone.protocol.StatusCode;
import io.grpc.Status;

/** From gRPC's statuses to ours. */
final class Statuses {
  private Statuses() {}

  static Failure failure(boolean sent, Status status) {
    return Failure.of(sent, StatusCode.fromNumber(status.getCode().value()), text(status));
  }

  /** The description as it is, since it identifies the error; without one, the cause. */
  private static String text(Status status) {
    String description = status.getDescription();
    Throwable cause = status.getCause();
    if (description == null) {
      return cause == null ? status.getCode().toString() : String.valueOf(cause.getMessage());
    }
    boolean vague = description.equals("io exception");
    return vague && cause != null ? description + ": " + cause.getMessage() : description;
  }
}
