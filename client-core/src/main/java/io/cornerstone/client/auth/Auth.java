package io.cornerstone.client.auth;

import io.cornerstone.client.KeyRange;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Users, roles and permissions. See {@link io.cornerstone.client.Client} for threads, deadlines and
 * failures.
 *
 * <pre>{@code
 * Auth auth = client.auth();
 * auth.roleAdd("app").join();
 * auth.roleGrant("app", Permission.readWrite(KeyRange.prefix("app/"))).join();
 * auth.userAdd("anna", password).join();
 * auth.userGrantRole("anna", "app").join();
 * }</pre>
 *
 * <p>Once access is controlled, all of this needs the role root, and a client logs in by itself
 * with {@link io.cornerstone.client.ClientConfig#withCredentials}. Changes are sent at most once to
 * a server that may have made them; questions are retried.
 */
public interface Auth {
  /**
   * Begins to control access. Refused with {@code ROOT_USER_NOT_EXIST} or {@code
   * ROOT_ROLE_NOT_EXIST} unless there is a user root with the role root.
   */
  CompletableFuture<AuthResult> enable();

  /** Ends the control of access: everybody may do everything. */
  CompletableFuture<AuthResult> disable();

  /** Whether access is controlled. Servers before 3.5 do not know the question. */
  CompletableFuture<AuthStatusResult> status();

  /** Adds a user. Refused with {@code USER_ALREADY_EXIST} if there is one of this name. */
  CompletableFuture<AuthResult> userAdd(String user, String password);

  /** Adds a user who is known by a client certificate only. */
  CompletableFuture<AuthResult> userAddWithoutPassword(String user);

  /** Deletes a user. Refused with {@code USER_NOT_FOUND} if there is none. */
  CompletableFuture<AuthResult> userDelete(String user);

  /** Changes a password; who is logged in with the old one has to log in again. */
  CompletableFuture<AuthResult> userChangePassword(String user, String password);

  /** Gives a user a role. */
  CompletableFuture<AuthResult> userGrantRole(String user, String role);

  /** Takes a role from a user. */
  CompletableFuture<AuthResult> userRevokeRole(String user, String role);

  /** The roles of a user. */
  CompletableFuture<NamesResult> userRoles(String user);

  /** All users. */
  CompletableFuture<NamesResult> users();

  /** Adds a role. Refused with {@code ROLE_ALREADY_EXIST} if there is one of this name. */
  CompletableFuture<AuthResult> roleAdd(String role);

  /** Deletes a role, also from the users who have it. */
  CompletableFuture<AuthResult> roleDelete(String role);

  /** Gives a role a permission, instead of one for exactly the same range. */
  CompletableFuture<AuthResult> roleGrant(String role, Permission permission);

  /** Takes the permission for exactly this range from a role. */
  CompletableFuture<AuthResult> roleRevoke(String role, KeyRange range);

  /** What a role may do. */
  CompletableFuture<PermissionsResult> rolePermissions(String role);

  /** All roles. */
  CompletableFuture<NamesResult> roles();

  /**
   * Checks a password, and gets a token for it. The client's own calls do not need this.
   *
   * <p>Refused with {@code AUTH_FAILED} for an unknown user or a wrong password, and with {@code
   * AUTH_NOT_ENABLED} while access is not controlled.
   */
  CompletableFuture<String> authenticate(String user, String password);

  /** The same, with another deadline per call. */
  Auth withTimeout(Duration timeout);
}
