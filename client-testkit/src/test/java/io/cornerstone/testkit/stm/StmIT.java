package io.cornerstone.testkit.stm;

import io.cornerstone.testkit.view.LiveTarget;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Transactions against three members of ours. */
class StmIT extends StmContract {
  @RegisterExtension static final LiveTarget TARGET = LiveTarget.ours(3);

  @Override
  protected LiveTarget target() {
    return TARGET;
  }
}
