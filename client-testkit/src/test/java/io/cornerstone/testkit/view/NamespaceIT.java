package io.cornerstone.testkit.view;

import org.junit.jupiter.api.extension.RegisterExtension;

/** Namespaces against members of ours. */
class NamespaceIT extends NamespaceContract {
  @RegisterExtension static final LiveTarget SHARED = LiveTarget.ours(1);
  @RegisterExtension static final LiveTarget ALONE = LiveTarget.ours(1);

  @Override
  protected LiveTarget shared() {
    return SHARED;
  }

  @Override
  protected LiveTarget alone() {
    return ALONE;
  }
}
