package io.cornerstone.testkit.cache;

import io.cornerstone.testkit.view.LiveTarget;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Caches of three members of ours. */
class CacheIT extends CacheContract {
  @RegisterExtension static final LiveTarget TARGET = LiveTarget.ours(3);

  @Override
  protected LiveTarget target() {
    return TARGET;
  }
}
