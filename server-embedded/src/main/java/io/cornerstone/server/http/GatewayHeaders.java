package io.cornerstone.server.http;

import io.grpc.Metadata;
import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpHeaders;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What of a request's HTTP headers reaches a call. */
final class GatewayHeaders {
  private static final String METADATA_PREFIX = "grpc-metadata-";
  private static final String BINARY_SUFFIX = "-bin";
  private static final String CALLER_PREFIX = "grpcgateway-";
  private static final Pattern KEY = Pattern.compile("[0-9a-z_.-]+");
  private static final Pattern TIMEOUT = Pattern.compile("(\\d{1,8})([HMSmun])");

  private GatewayHeaders() {}

  /** The caller's token as it is, named metadata without their prefix, all else with ours. */
  static Metadata metadata(HttpHeaders headers) {
    Metadata metadata = new Metadata();
    for (Map.Entry<String, String> header : headers) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      if (name.equals("authorization")) {
        put(metadata, name, header.getValue());
      }
      if (name.startsWith(METADATA_PREFIX)) {
        put(metadata, name.substring(METADATA_PREFIX.length()), header.getValue());
      } else {
        put(metadata, CALLER_PREFIX + name, header.getValue());
      }
    }
    return metadata;
  }

  private static void put(Metadata metadata, String name, String value) {
    boolean isText = KEY.matcher(name).matches() && !name.endsWith(BINARY_SUFFIX);
    if (isText && !name.startsWith("grpc-")) {
      metadata.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value);
    }
  }

  /** The deadline that the caller wishes, in gRPC's notation; null without one. */
  static @Nullable Long timeoutNanos(HttpHeaders headers) {
    String value = headers.get("Grpc-Timeout");
    if (value == null) {
      return null;
    }
    Matcher matcher = TIMEOUT.matcher(value);
    if (!matcher.matches()) {
      return null;
    }
    return unit(matcher.group(2)).toNanos(Long.parseLong(matcher.group(1)));
  }

  private static TimeUnit unit(String letter) {
    return switch (letter) {
      case "H" -> TimeUnit.HOURS;
      case "M" -> TimeUnit.MINUTES;
      case "S" -> TimeUnit.SECONDS;
      case "m" -> TimeUnit.MILLISECONDS;
      case "u" -> TimeUnit.MICROSECONDS;
      default -> TimeUnit.NANOSECONDS;
    };
  }
}
