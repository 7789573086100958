package io.cornerstone.testkit.cache;

import io.cornerstone.testkit.view.LiveTarget;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Caches of a real etcd, if there is one on the PATH. */
class RealEtcdCacheIT extends CacheContract {
  @RegisterExtension static final LiveTarget TARGET = LiveTarget.etcd();

  @Override
  protected LiveTarget target() {
    return TARGET;
  }
}
