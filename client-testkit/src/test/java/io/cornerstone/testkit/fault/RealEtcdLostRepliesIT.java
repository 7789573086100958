package io.cornerstone.testkit.fault;

import io.cornerstone.testkit.view.LiveTarget;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Lost replies of a real etcd, if this machine has one. */
class RealEtcdLostRepliesIT extends LostRepliesContract {
  @RegisterExtension static final LiveTarget TARGET = LiveTarget.etcd();

  @Override
  LiveTarget target() {
    return TARGET;
  }
}
