package io.cornerstone.server.discovery;

import io.cornerstone.protocol.KeyValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A member in the registry.
 *
 * @param key with the member's id at its end
 * @param member what {@code --initial-cluster} would say of it: {@code name=url}
 * @param createRevision its place: who came first is in
 */
record Registration(String key, String member, long createRevision) {
  /** The members in the order in which they came; what is none is passed over. */
  static List<Registration> inOrder(List<KeyValue> entries) {
    final List<Registration> members = new ArrayList<>();
    for (KeyValue entry : entries) {
      final String member = entry.getValue().toString(StandardCharsets.UTF_8).strip();
      if (member.contains("=")) {
        members.add(
            new Registration(
                entry.getKey().toString(StandardCharsets.UTF_8).strip(),
                member,
                entry.getCreateRevision()));
      }
    }
    members.sort(Comparator.comparingLong(Registration::createRevision));
    return members;
  }
}
