package io.cornerstone.testkit.process;

import io.cornerstone.testkit.cluster.ServerProcess;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The same script about users and roles for stock etcdctl and for our {@code ctl}, each on a real
 * etcd, which answers all of it.
 */
class CtlAuthIT {
  @ParameterizedTest
  @ValueSource(strings = {"simple", "json", "fields"})
  void usersAndRolesAreShownTheSame(String form) {
    try (ServerProcess theirs = ServerProcess.start(Target.ETCD.binary());
        ServerProcess ours = ServerProcess.start(Target.ETCD.binary())) {
      SameOutput same = new SameOutput(theirs.clientUrl(), ours.clientUrl());
      same.all(
          form,
          "user add u:pw",
          "user add u:pw",
          "user add :pw",
          "role add r",
          "role grant-permission r readwrite a b",
          "role grant-permission r read p --prefix",
          "role grant-permission r write z --from-key",
          "role grant-permission r write k",
          "role grant-permission r bad k",
          "role grant-permission none read k",
          "role get r",
          "role get none",
          "role list",
          "user grant-role u r",
          "user grant-role u",
          "user get u --detail",
          "user get none",
          "user passwd u --interactive=false",
          "role revoke-permission r a b",
          "role revoke-permission r k",
          "role revoke-permission r k",
          "role revoke-permission r z --from-key",
          "role revoke-permission r p --prefix",
          "user revoke-role u r",
          "role delete r",
          "user delete u",
          "user delete",
          "auth disable",
          "auth enable",
          "user add root:pw",
          "auth enable",
          "--user=root:pw get a",
          "--user=root --password=pw auth disable");
      if (!form.equals("fields")) { // Where etcdctl has none.
        same.all(form, "user list", "user get root");
      }
    }
  }
}
