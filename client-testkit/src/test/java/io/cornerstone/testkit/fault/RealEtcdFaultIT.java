package io.cornerstone.testkit.fault;

import io.cornerstone.testkit.view.LiveTarget;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The client behind a broken connection to a real etcd, if this machine has one. */
class RealEtcdFaultIT extends ClientFaultContract {
  @RegisterExtension static final LiveTarget TARGET = LiveTarget.etcd();

  @Override
  String endpoint() {
    return TARGET.endpoints().get(0);
  }
}
