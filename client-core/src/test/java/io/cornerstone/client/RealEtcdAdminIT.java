package io.cornerstone.client;

import java.util.List;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The care of members against a real etcd, if there is one on the PATH. */
class RealEtcdAdminIT extends LiveAdminContract {
  @RegisterExtension static final SharedEtcd ETCD = new SharedEtcd();

  @Override
  protected List<String> endpoints() {
    return ETCD.endpoints();
  }
}
