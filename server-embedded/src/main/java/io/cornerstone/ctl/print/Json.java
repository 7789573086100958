package io.cornerstone.ctl.print;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.Header;
import io.cornerstone.client.kv.KeyValue;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A JSON object as etcdctl writes its messages: fields in the order in which they are added, no
 * white space, numbers as numbers, bytes in base64. The {@code add} methods leave a field out that
 * has its default.
 */
public final class Json {
  private final StringBuilder text = new StringBuilder("{");

  /** Adds a number, unless it is 0. */
  public Json add(String name, long value) {
    return value == 0 ? this : put(name, Long.toString(value));
  }

  /** Adds an unsigned number, unless it is 0. */
  public Json addId(String name, long value) {
    return value == 0 ? this : put(name, Long.toUnsignedString(value));
  }

  /** Adds a text, unless it is empty. */
  public Json add(String name, String value) {
    return value.isEmpty() ? this : put(name, quoted(value));
  }

  /** Adds bytes, unless there are none. */
  public Json add(String name, Bytes value) {
    return value.isEmpty() ? this : put(name, base64(value));
  }

  /** Adds a truth, unless it is false. */
  public Json add(String name, boolean value) {
    return value ? put(name, "true") : this;
  }

  /** Adds an object. */
  public Json add(String name, Json value) {
    return put(name, value.toString());
  }

  /** Adds objects, unless there are none. */
  public Json add(String name, List<Json> values) {
    return values.isEmpty() ? this : put(name, array(values));
  }

  /** Adds texts, unless there are none. */
  public Json addTexts(String name, List<String> values) {
    return values.isEmpty()
        ? this
        : put(name, values.stream().map(Json::quoted).collect(Collectors.joining(",", "[", "]")));
  }

  /** Adds the header of an answer, unless it has none. */
  public Json header(Header header) {
    return header.equals(Header.NONE) ? this : add("header", of(header));
  }

  /** Adds a field that is JSON already, whatever it is. */
  public Json put(String name, String json) {
    if (text.length() > 1) {
      text.append(',');
    }
    text.append(quoted(name)).append(':').append(json);
    return this;
  }

  /** The fields of a header. */
  public static Json of(Header header) {
    return new Json().addHeader(header);
  }

  /** Adds the fields of a header to this object, where etcdctl has no object of its own for it. */
  public Json addHeader(Header header) {
    return addId("cluster_id", header.clusterId())
        .addId("member_id", header.memberId())
        .add("revision", header.revision())
        .addId("raft_term", header.raftTerm());
  }

  /** A version of a key. */
  public static Json of(KeyValue kv) {
    return new Json()
        .add("key", kv.key())
        .add("create_revision", kv.createRevision())
        .add("mod_revision", kv.modRevision())
        .add("version", kv.version())
        .add("value", kv.value())
        .add("lease", kv.lease().value());
  }

  /** Objects in brackets. */
  public static String array(List<Json> values) {
    return values.stream().map(Json::toString).collect(Collectors.joining(",", "[", "]"));
  }

  /** Bytes in base64, quoted. */
  public static String base64(Bytes bytes) {
    return '"' + Base64.getEncoder().encodeToString(bytes.toByteArray()) + '"';
  }

  /** A text in quotes; characters that mean something in HTML are escaped too, as Go does. */
  public static String quoted(String value) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"' -> quoted.append("\\\"");
        case '\\' -> quoted.append("\\\\");
        case '\n' -> quoted.append("\\n");
        case '\r' -> quoted.append("\\r");
        case '\t' -> quoted.append("\\t");
        default -> {
          if (c < 0x20 || c == '<' || c == '>' || c == '&' || c == 0x2028 || c == 0x2029) {
            quoted.append("\\u%04x".formatted((int) c));
          } else {
            quoted.append(c);
          }
        }
      }
    }
    return quoted.append('"').toString();
  }

  @Override
  public String toString() {
    return text + "}";
  }
}
