package io.cornerstone.server.mvcc;

import com.google.protobuf.ByteString;
import io.cornerstone.protocol.Event;
import io.cornerstone.protocol.KeyValue;
import io.cornerstone.protocol.RangeRequest;
import java.util.List;
import java.util.stream.Collectors;

/** Short ways to write requests and to show answers in tests. */
public final class Ranges {
  /** The range end that means no end. */
  public static final ByteString NO_END = ByteString.copyFrom(new byte[] {0});

  private Ranges() {}

  public static ByteString bytes(String text) {
    return ByteString.copyFromUtf8(text);
  }

  public static RangeRequest.Builder key(String key) {
    return RangeRequest.newBuilder().setKey(bytes(key));
  }

  public static RangeRequest.Builder range(String key, String rangeEnd) {
    return key(key).setRangeEnd(bytes(rangeEnd));
  }

  public static RangeRequest.Builder everything() {
    return RangeRequest.newBuilder().setKey(NO_END).setRangeEnd(NO_END);
  }

  /** {@code key=value(create,mod,version)}, and {@code @lease} if there is one. */
  public static String show(KeyValue kv) {
    final String lease = kv.getLease() == 0 ? "" : "@" + kv.getLease();
    return "%s=%s(%d,%d,%d)%s"
        .formatted(
            kv.getKey().toStringUtf8(),
            kv.getValue().toStringUtf8(),
            kv.getCreateRevision(),
            kv.getModRevision(),
            kv.getVersion(),
            lease);
  }

  public static String show(List<KeyValue> kvs) {
    return kvs.stream().map(Ranges::show).collect(Collectors.joining(" "));
  }

  public static String showEvents(List<Event> events) {
    return events.stream()
        .map(event -> event.getType() + " " + show(event.getKv()))
        .collect(Collectors.joining(", "));
  }
}
