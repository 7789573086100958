package io.cornerstone.examples;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.Client;
import io.cornerstone.client.ClientConfig;
import io.cornerstone.client.Credentials;
import io.cornerstone.client.EtcdException;
import io.cornerstone.client.KeyRange;
import io.cornerstone.client.auth.Auth;
import io.cornerstone.client.auth.Permission;
import java.io.PrintStream;
import java.util.concurrent.CompletionException;

/**
 * Shows the administration of access: users, roles and permissions, and what a user without
 * permission gets to hear. Clients log in by themselves. Leaves the cluster as open as before.
 *
 * <p>Needs a cluster that controls access, such as etcd.
 */
public final class UsersAndRoles {
  private UsersAndRoles() {}

  /** Arguments: endpoints of a cluster. */
  public static void main(String[] endpoints) throws Exception {
    Demo.run(UsersAndRoles::run, endpoints);
  }

  static void run(Client client, PrintStream out) {
    Auth auth = client.auth();
    auth.roleAdd("app").join();
    auth.roleGrant("app", Permission.readWrite(KeyRange.prefix("app/"))).join();
    auth.userAdd("anna", "anna's password").join();
    auth.userGrantRole("anna", "app").join();
    auth.userAdd("root", "root's password").join();
    auth.userGrantRole("root", "root").join();
    auth.enable().join();
    out.println("nobody in particular writes app/a: " + write(client, "app/a"));

    try (Client anna = login(client, "anna", "anna's password");
        Client root = login(client, "root", "root's password")) {
      out.println("anna writes app/a: " + write(anna, "app/a"));
      out.println("anna writes other/a: " + write(anna, "other/a"));
      out.println("the users are " + root.auth().users().join().names());
      root.auth().disable().join();
    }
  }

  private static Client login(Client client, String user, String password) {
    ClientConfig config = client.config().withCredentials(new Credentials(user, password));
    return Client.connect(config);
  }

  private static String write(Client client, String key) {
    try {
      client.kv().put(Bytes.of(key), Bytes.EMPTY).join();
      return "done";
    } catch (CompletionException e) {
      if (e.getCause() instanceof EtcdException refused && refused.error().isPresent()) {
        return refused.error().get().name();
      }
      throw e;
    }
  }
}
