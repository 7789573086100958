package io.cornerstone.testkit.fault;

import io.cornerstone.testkit.view.LiveTarget;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Lost replies of our own server. */
class OwnServerLostRepliesIT extends LostRepliesContract {
  @RegisterExtension static final LiveTarget TARGET = LiveTarget.ours(3);

  @Override
  LiveTarget target() {
    return TARGET;
  }
}
