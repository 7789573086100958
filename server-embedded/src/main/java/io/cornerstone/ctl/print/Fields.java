package io.cornerstone.ctl.print;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.Header;
import io.cornerstone.client.kv.KeyValue;
import io.cornerstone.ctl.text.GoQuote;

/** One field per line: its name in quotes, a colon, its value. */
public final class Fields {
  private final StringBuilder text = new StringBuilder();

  /** Adds a value as it stands. */
  public Fields add(String name, Object value) {
    text.append('"').append(name).append("\" : ").append(value).append('\n');
    return this;
  }

  /** Adds an unsigned number. */
  public Fields addId(String name, long value) {
    return add(name, Long.toUnsignedString(value));
  }

  /** Adds a text in quotes. */
  public Fields addText(String name, String value) {
    return add(name, GoQuote.of(value));
  }

  /** Adds bytes in quotes. */
  public Fields addText(String name, Bytes value) {
    return add(name, GoQuote.of(value));
  }

  /** Adds the header of an answer. */
  public Fields header(Header header) {
    return addId("ClusterID", header.clusterId())
        .addId("MemberID", header.memberId())
        .add("Revision", header.revision())
        .addId("RaftTerm", header.raftTerm());
  }

  /** Adds a version of a key, the names with a prefix. */
  public Fields kv(String prefix, KeyValue kv) {
    return addText(prefix + "Key", kv.key())
        .add(prefix + "CreateRevision", kv.createRevision())
        .add(prefix + "ModRevision", kv.modRevision())
        .add(prefix + "Version", kv.version())
        .addText(prefix + "Value", kv.value())
        .add(prefix + "Lease", kv.lease().value());
  }

  /** Adds an empty line, as after each of several records. */
  public Fields blank() {
    text.append('\n');
    return this;
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
