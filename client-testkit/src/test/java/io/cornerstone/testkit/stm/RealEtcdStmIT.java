package io.cornerstone.testkit.stm;

import io.cornerstone.testkit.view.LiveTarget;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Transactions against a real etcd, if there is one on the PATH. */
class RealEtcdStmIT extends StmContract {
  @RegisterExtension static final LiveTarget TARGET = LiveTarget.etcd();

  @Override
  protected LiveTarget target() {
    return TARGET;
  }
}
