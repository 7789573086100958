package io.cornerstone.server.http;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.grpc.Status;

/** How the outcome of a call looks in HTTP and JSON. */
final class GatewayStatus {
  private static final int CLIENT_CLOSED_REQUEST = 499;

  private GatewayStatus() {}

  /** The HTTP status of a failed call, by the gateway's table. */
  static int httpStatus(Status.Code code) {
    return switch (code) {
      case OK -> 200;
      case CANCELLED -> CLIENT_CLOSED_REQUEST;
      case INVALID_ARGUMENT, FAILED_PRECONDITION, OUT_OF_RANGE -> 400;
      case UNAUTHENTICATED -> 401;
      case PERMISSION_DENIED -> 403;
      case NOT_FOUND -> 404;
      case ALREADY_EXISTS, ABORTED -> 409;
      case RESOURCE_EXHAUSTED -> 429;
      case UNIMPLEMENTED -> 501;
      case UNAVAILABLE -> 503;
      case DEADLINE_EXCEEDED -> 504;
      case UNKNOWN, INTERNAL, DATA_LOSS -> 500;
    };
  }

  /** The error as the body of a response, or as the {@code error} of a stream. */
  static JsonObject body(Status status) {
    JsonObject body = new JsonObject();
    body.addProperty("code", status.getCode().value());
    String description = status.getDescription();
    body.addProperty("message", description == null ? "" : description);
    body.add("details", new JsonArray());
    return body;
  }
}
