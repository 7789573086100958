package io.cornerstone.testkit.fault;

import io.cornerstone.testkit.view.LiveTarget;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The client behind a broken connection to our own server. */
class OwnServerFaultIT extends ClientFaultContract {
  @RegisterExtension static final LiveTarget TARGET = LiveTarget.ours(1);

  @Override
  String endpoint() {
    return TARGET.endpoints().get(0);
  }
}
