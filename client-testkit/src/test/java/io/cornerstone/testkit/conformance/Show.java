package io.cornerstone.testkit.conformance;

import com.google.protobuf.ByteString;
import io.cornerstone.protocol.DeleteRangeResponse;
import io.cornerstone.protocol.Event;
import io.cornerstone.protocol.KeyValue;
import io.cornerstone.protocol.PutResponse;
import io.cornerstone.protocol.RangeResponse;
import io.cornerstone.protocol.ResponseHeader;
import io.cornerstone.protocol.ResponseOp;
import io.cornerstone.protocol.TxnResponse;
import io.cornerstone.protocol.WatchResponse;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Writes answers as lines of text: whole, except for what differs between any two clusters, of
 * which it is only told whether it is there.
 */
final class Show {
  private static final int LONG = 40;

  private final long base;
  private final long began = System.nanoTime();

  /**
   * @param base the revision to be written as {@code +0}
   */
  Show(long base) {
    this.base = base;
  }

  long base() {
    return base;
  }

  /** For how long the script has been running, so that what passes with time can be told. */
  long ageSeconds() {
    return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began);
  }

  String revision(long revision) {
    if (revision == 0) {
      return "0";
    }
    return revision < base ? Long.toString(revision - base) : "+" + (revision - base);
  }

  /** The revision; {@code bare} if nothing else is set, {@code empty} if nothing is. */
  String header(boolean present, ResponseHeader header) {
    if (!present) {
      return "no-header";
    }
    boolean cluster = header.getClusterId() != 0;
    boolean member = header.getMemberId() != 0;
    boolean term = header.getRaftTerm() != 0;
    if (cluster && member && term) {
      return "rev=" + revision(header.getRevision());
    }
    if (cluster || member || term) {
      return "half-a-header";
    }
    return header.getRevision() == 0 ? "empty" : "bare=" + revision(header.getRevision());
  }

  List<String> put(PutResponse response) {
    List<String> lines = new ArrayList<>();
    lines.add("put " + header(response.hasHeader(), response.getHeader()));
    if (response.hasPrevKv()) {
      lines.add("  prev " + keyValue(response.getPrevKv()));
    }
    return lines;
  }

  List<String> range(RangeResponse response) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "get "
            + header(response.hasHeader(), response.getHeader())
            + " count="
            + response.getCount()
            + (response.getMore() ? " more" : ""));
    response.getKvsList().forEach(kv -> lines.add("  " + keyValue(kv)));
    return lines;
  }

  List<String> delete(DeleteRangeResponse response) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "del "
            + header(response.hasHeader(), response.getHeader())
            + " deleted="
            + response.getDeleted());
    response.getPrevKvsList().forEach(kv -> lines.add("  prev " + keyValue(kv)));
    return lines;
  }

  List<String> txn(TxnResponse response) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "txn "
            + header(response.hasHeader(), response.getHeader())
            + (response.getSucceeded() ? " succeeded" : " failed"));
    for (ResponseOp op : response.getResponsesList()) {
      operation(op).forEach(line -> lines.add("  " + line));
    }
    return lines;
  }

  private List<String> operation(ResponseOp op) {
    return switch (op.getResponseCase()) {
      case RESPONSE_PUT -> put(op.getResponsePut());
      case RESPONSE_RANGE -> range(op.getResponseRange());
      case RESPONSE_DELETE_RANGE -> delete(op.getResponseDeleteRange());
      case RESPONSE_TXN -> txn(op.getResponseTxn());
      case RESPONSE_NOT_SET -> List.of("nothing");
    };
  }

  List<String> watch(WatchResponse response) {
    List<String> lines = new ArrayList<>();
    StringBuilder first = new StringBuilder("watch ");
    first.append(header(response.hasHeader(), response.getHeader()));
    first.append(" id=").append(response.getWatchId());
    first.append(response.getCreated() ? " created" : "");
    first.append(response.getCanceled() ? " canceled" : "");
    first.append(response.getFragment() ? " fragment" : "");
    if (response.getCompactRevision() != 0) {
      first.append(" compacted=").append(revision(response.getCompactRevision()));
    }
    if (!response.getCancelReason().isEmpty()) {
      first.append(" reason=").append(response.getCancelReason());
    }
    lines.add(first.toString());
    for (Event event : response.getEventsList()) {
      lines.add("  " + event.getType() + " " + keyValue(event.getKv()));
      if (event.hasPrevKv()) {
        lines.add("    prev " + keyValue(event.getPrevKv()));
      }
    }
    return lines;
  }

  String keyValue(KeyValue kv) {
    return bytes(kv.getKey())
        + "="
        + bytes(kv.getValue())
        + " create="
        + revision(kv.getCreateRevision())
        + " mod="
        + revision(kv.getModRevision())
        + " version="
        + kv.getVersion()
        + (kv.getLease() == 0 ? "" : " lease=" + kv.getLease());
  }

  /** A failed call: gRPC's code, and the text behind it. */
  static List<String> error(Throwable failure) {
    Status status = Status.fromThrowable(failure);
    return List.of("error " + status.getCode() + " " + status.getDescription());
  }

  static String bytes(ByteString bytes) {
    if (bytes.size() > LONG) {
      return "<" + bytes.size() + " bytes>";
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < bytes.size(); i++) {
      int b = bytes.byteAt(i) & 0xff;
      if (b > ' ' && b < 0x7f && b != '\\') {
        text.append((char) b);
      } else {
        text.append(b == 0 ? "\\0" : b == ' ' ? "\\s" : String.format("\\x%02x", b));
      }
    }
    return text.toString();
  }
}
