package io.cornerstone.client;

import java.util.List;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Scans, locks and elections against a real etcd, if there is one on the PATH. */
class RealEtcdServicesIT extends LiveServicesContract {
  @RegisterExtension static final SharedEtcd ETCD = new SharedEtcd();

  @Override
  protected List<String> endpoints() {
    return ETCD.endpoints();
  }
}
