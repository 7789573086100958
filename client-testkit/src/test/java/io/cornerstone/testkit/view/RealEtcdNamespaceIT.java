package io.cornerstone.testkit.view;

import org.junit.jupiter.api.extension.RegisterExtension;

/** Namespaces against a real etcd, if there is one on the PATH. */
class RealEtcdNamespaceIT extends NamespaceContract {
  @RegisterExtension static final LiveTarget SHARED = LiveTarget.etcd();
  @RegisterExtension static final LiveTarget ALONE = LiveTarget.etcd();

  @Override
  protected LiveTarget shared() {
    return SHARED;
  }

  @Override
  protected LiveTarget alone() {
    return ALONE;
  }
}
