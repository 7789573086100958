package io.cornerstone.testkit.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.cache.CacheChange;
import io.cornerstone.client.cache.CacheEntry;
import io.cornerstone.client.cache.CacheListener;
import io.cornerstone.client.cache.CacheSnapshot;
import io.cornerstone.client.cache.CacheState;
import io.cornerstone.client.fake.Eventually;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** A listener that keeps a content of its own from what it hears, and checks what it hears. */
final class CacheLog implements CacheListener<String> {
  private final TreeMap<Bytes, CacheEntry<String>> content = new TreeMap<>();
  private final List<CacheChange<String>> changes = new ArrayList<>();
  private final List<CacheState> states = new ArrayList<>();
  private final List<String> faults = new ArrayList<>();
  private int contents;
  private int splits;
  private long last;

  @Override
  public synchronized void onContent(CacheSnapshot<String> snapshot) {
    contents++;
    content.putAll(snapshot.entries());
    last = snapshot.revision();
  }

  @Override
  public synchronized void onChanges(List<CacheChange<String>> news) {
    if (news.get(0).revision() == last && !changes.isEmpty()) {
      splits++;
    }
    for (CacheChange<String> change : news) {
      Optional<CacheEntry<String>> known = Optional.ofNullable(content.get(change.key()));
      if (!known.equals(change.before())) {
        faults.add("before of " + change + " is not " + known);
      }
      if (change.revision() < last) {
        faults.add("out of order: " + change);
      }
      last = change.revision();
      change
          .after()
          .ifPresentOrElse(e -> content.put(change.key(), e), () -> content.remove(change.key()));
      changes.add(change);
    }
  }

  @Override
  public synchronized void onState(CacheState state) {
    states.add(state);
  }

  synchronized List<CacheState> states() {
    return List.copyOf(states);
  }

  synchronized List<CacheChange<String>> changes() {
    return List.copyOf(changes);
  }

  synchronized int callsThatSplitARevision() {
    return splits;
  }

  synchronized long lastRevision() {
    return last;
  }

  void awaitContent(CacheSnapshot<String> snapshot) {
    Eventually.holds(() -> equalTo(snapshot));
  }

  private synchronized boolean equalTo(CacheSnapshot<String> snapshot) {
    return content.equals(snapshot.entries());
  }

  synchronized void assertEachChangeOnceAndInOrder() {
    assertThat(faults).isEmpty();
    assertThat(contents).isEqualTo(1);
    assertThat(changes.stream().map(c -> c.key() + "@" + c.revision()).toList())
        .isNotEmpty()
        .doesNotHaveDuplicates();
  }
}
