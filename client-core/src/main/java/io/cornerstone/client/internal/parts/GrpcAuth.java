package io.cornerstone.client.internal.parts;

import io.cornerstone.client.KeyRange;
import io.cornerstone.client.auth.Auth;
import io.cornerstone.client.auth.AuthResult;
import io.cornerstone.client.auth.AuthStatusResult;
import io.cornerstone.client.auth.NamesResult;
import io.cornerstone.client.auth.Permission;
import io.cornerstone.client.auth.PermissionsResult;
import io.cornerstone.client.internal.transport.CallSpec;
import io.cornerstone.client.internal.transport.Transport;
import io.cornerstone.client.internal.wire.AuthWire;
import io.cornerstone.client.internal.wire.ByteStrings;
import io.cornerstone.protocol.AuthDisableRequest;
import io.cornerstone.protocol.AuthDisableResponse;
import io.cornerstone.protocol.AuthEnableRequest;
import io.cornerstone.protocol.AuthEnableResponse;
import io.cornerstone.protocol.AuthGrpc;
import io.cornerstone.protocol.AuthRoleAddRequest;
import io.cornerstone.protocol.AuthRoleAddResponse;
import io.cornerstone.protocol.AuthRoleDeleteRequest;
import io.cornerstone.protocol.AuthRoleDeleteResponse;
import io.cornerstone.protocol.AuthRoleGetRequest;
import io.cornerstone.protocol.AuthRoleGetResponse;
import io.cornerstone.protocol.AuthRoleGrantPermissionRequest;
import io.cornerstone.protocol.AuthRoleGrantPermissionResponse;
import io.cornerstone.protocol.AuthRoleListRequest;
import io.cornerstone.protocol.AuthRoleListResponse;
import io.cornerstone.protocol.AuthRoleRevokePermissionRequest;
import io.cornerstone.protocol.AuthRoleRevokePermissionResponse;
import io.cornerstone.protocol.AuthStatusRequest;
import io.cornerstone.protocol.AuthStatusResponse;
import io.cornerstone.protocol.AuthUserAddRequest;
import io.cornerstone.protocol.AuthUserAddResponse;
import io.cornerstone.protocol.AuthUserChangePasswordRequest;
import io.cornerstone.protocol.AuthUserChangePasswordResponse;
import io.cornerstone.protocol.AuthUserDeleteRequest;
import io.cornerstone.protocol.AuthUserDeleteResponse;
import io.cornerstone.protocol.AuthUserGetRequest;
import io.cornerstone.protocol.AuthUserGetResponse;
import io.cornerstone.protocol.AuthUserGrantRoleRequest;
import io.cornerstone.protocol.AuthUserGrantRoleResponse;
import io.cornerstone.protocol.AuthUserListRequest;
import io.cornerstone.protocol.AuthUserListResponse;
import io.cornerstone.protocol.AuthUserRevokeRoleRequest;
import io.cornerstone.protocol.AuthUserRevokeRoleResponse;
import io.cornerstone.protocol.AuthenticateRequest;
import io.cornerstone.protocol.AuthenticateResponse;
import io.cornerstone.protocol.UserAddOptions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** {@link Auth} over gRPC. */
public record GrpcAuth(Transport transport, Duration timeout) implements Auth {
  private static final UserAddOptions NO_PASSWORD =
      UserAddOptions.newBuilder().setNoPassword(true).build();

  private static final CallSpec<AuthEnableRequest, AuthEnableResponse, AuthResult> AUTH_ENABLE =
      CallSpec.write(AuthGrpc.getAuthEnableMethod(), a -> AuthWire.done(a.getHeader()));
  private static final CallSpec<AuthDisableRequest, AuthDisableResponse, AuthResult> AUTH_DISABLE =
      CallSpec.write(AuthGrpc.getAuthDisableMethod(), a -> AuthWire.done(a.getHeader()));
  private static final CallSpec<AuthUserAddRequest, AuthUserAddResponse, AuthResult> USER_ADD =
      CallSpec.write(AuthGrpc.getUserAddMethod(), a -> AuthWire.done(a.getHeader()));
  private static final CallSpec<AuthUserDeleteRequest, AuthUserDeleteResponse, AuthResult>
      USER_DELETE =
          CallSpec.write(AuthGrpc.getUserDeleteMethod(), a -> AuthWire.done(a.getHeader()));
  private static final CallSpec<
          AuthUserChangePasswordRequest, AuthUserChangePasswordResponse, AuthResult>
      USER_CHANGE_PASSWORD =
          CallSpec.write(AuthGrpc.getUserChangePasswordMethod(), a -> AuthWire.done(a.getHeader()));
  private static final CallSpec<AuthUserGrantRoleRequest, AuthUserGrantRoleResponse, AuthResult>
      USER_GRANT_ROLE =
          CallSpec.write(AuthGrpc.getUserGrantRoleMethod(), a -> AuthWire.done(a.getHeader()));
  private static final CallSpec<AuthUserRevokeRoleRequest, AuthUserRevokeRoleResponse, AuthResult>
      USER_REVOKE_ROLE =
          CallSpec.write(AuthGrpc.getUserRevokeRoleMethod(), a -> AuthWire.done(a.getHeader()));
  private static final CallSpec<AuthRoleAddRequest, AuthRoleAddResponse, AuthResult> ROLE_ADD =
      CallSpec.write(AuthGrpc.getRoleAddMethod(), a -> AuthWire.done(a.getHeader()));
  private static final CallSpec<AuthRoleDeleteRequest, AuthRoleDeleteResponse, AuthResult>
      ROLE_DELETE =
          CallSpec.write(AuthGrpc.getRoleDeleteMethod(), a -> AuthWire.done(a.getHeader()));
  private static final CallSpec<
          AuthRoleGrantPermissionRequest, AuthRoleGrantPermissionResponse, AuthResult>
      ROLE_GRANT_PERMISSION =
          CallSpec.write(
              AuthGrpc.getRoleGrantPermissionMethod(), a -> AuthWire.done(a.getHeader()));
  private static final CallSpec<
          AuthRoleRevokePermissionRequest, AuthRoleRevokePermissionResponse, AuthResult>
      ROLE_REVOKE_PERMISSION =
          CallSpec.write(
              AuthGrpc.getRoleRevokePermissionMethod(), a -> AuthWire.done(a.getHeader()));
  private static final CallSpec<AuthStatusRequest, AuthStatusResponse, AuthStatusResult>
      AUTH_STATUS = CallSpec.read(AuthGrpc.getAuthStatusMethod(), AuthWire::status);
  private static final CallSpec<AuthUserGetRequest, AuthUserGetResponse, NamesResult> USER_GET =
      CallSpec.read(
          AuthGrpc.getUserGetMethod(), a -> AuthWire.names(a.getHeader(), a.getRolesList()));
  private static final CallSpec<AuthUserListRequest, AuthUserListResponse, NamesResult> USER_LIST =
      CallSpec.read(
          AuthGrpc.getUserListMethod(), a -> AuthWire.names(a.getHeader(), a.getUsersList()));
  private static final CallSpec<AuthRoleGetRequest, AuthRoleGetResponse, PermissionsResult>
      ROLE_GET = CallSpec.read(AuthGrpc.getRoleGetMethod(), AuthWire::permissions);
  private static final CallSpec<AuthRoleListRequest, AuthRoleListResponse, NamesResult> ROLE_LIST =
      CallSpec.read(
          AuthGrpc.getRoleListMethod(), a -> AuthWire.names(a.getHeader(), a.getRolesList()));
  private static final CallSpec<AuthenticateRequest, AuthenticateResponse, String> AUTHENTICATE =
      CallSpec.read(AuthGrpc.getAuthenticateMethod(), AuthenticateResponse::getToken);

  @Override
  public CompletableFuture<AuthResult> enable() {
    return transport.call(AUTH_ENABLE, AuthEnableRequest.getDefaultInstance(), timeout);
  }

  @Override
  public CompletableFuture<AuthResult> disable() {
    return transport.call(AUTH_DISABLE, AuthDisableRequest.getDefaultInstance(), timeout);
  }

  @Override
  public CompletableFuture<AuthResult> userAdd(String user, String password) {
    AuthUserAddRequest request =
        AuthUserAddRequest.newBuilder().setName(user).setPassword(password).build();
    return transport.call(USER_ADD, request, timeout);
  }

  @Override
  public CompletableFuture<AuthResult> userAddWithoutPassword(String user) {
    AuthUserAddRequest request =
        AuthUserAddRequest.newBuilder().setName(user).setOptions(NO_PASSWORD).build();
    return transport.call(USER_ADD, request, timeout);
  }

  @Override
  public CompletableFuture<AuthResult> userDelete(String user) {
    AuthUserDeleteRequest request = AuthUserDeleteRequest.newBuilder().setName(user).build();
    return transport.call(USER_DELETE, request, timeout);
  }

  @Override
  public CompletableFuture<AuthResult> userChangePassword(String user, String password) {
    AuthUserChangePasswordRequest request =
        AuthUserChangePasswordRequest.newBuilder().setName(user).setPassword(password).build();
    return transport.call(USER_CHANGE_PASSWORD, request, timeout);
  }

  @Override
  public CompletableFuture<AuthResult> userGrantRole(String user, String role) {
    AuthUserGrantRoleRequest request =
        AuthUserGrantRoleRequest.newBuilder().setUser(user).setRole(role).build();
    return transport.call(USER_GRANT_ROLE, request, timeout);
  }

  @Override
  public CompletableFuture<AuthResult> userRevokeRole(String user, String role) {
    AuthUserRevokeRoleRequest request =
        AuthUserRevokeRoleRequest.newBuilder().setName(user).setRole(role).build();
    return transport.call(USER_REVOKE_ROLE, request, timeout);
  }

  @Override
  public CompletableFuture<AuthResult> roleAdd(String role) {
    AuthRoleAddRequest request = AuthRoleAddRequest.newBuilder().setName(role).build();
    return transport.call(ROLE_ADD, request, timeout);
  }

  @Override
  public CompletableFuture<AuthResult> roleDelete(String role) {
    AuthRoleDeleteRequest request = AuthRoleDeleteRequest.newBuilder().setRole(role).build();
    return transport.call(ROLE_DELETE, request, timeout);
  }

  @Override
  public CompletableFuture<AuthResult> roleGrant(String role, Permission permission) {
    AuthRoleGrantPermissionRequest request =
        AuthRoleGrantPermissionRequest.newBuilder()
            .setName(role)
            .setPerm(AuthWire.permission(permission))
            .build();
    return transport.call(ROLE_GRANT_PERMISSION, request, timeout);
  }

  @Override
  public CompletableFuture<AuthResult> roleRevoke(String role, KeyRange range) {
    AuthRoleRevokePermissionRequest request =
        AuthRoleRevokePermissionRequest.newBuilder()
            .setRole(role)
            .setKey(ByteStrings.of(range.key()))
            .setRangeEnd(ByteStrings.of(range.rangeEnd()))
            .build();
    return transport.call(ROLE_REVOKE_PERMISSION, request, timeout);
  }

  @Override
  public CompletableFuture<AuthStatusResult> status() {
    return transport.call(AUTH_STATUS, AuthStatusRequest.getDefaultInstance(), timeout);
  }

  @Override
  public CompletableFuture<NamesResult> userRoles(String user) {
    AuthUserGetRequest request = AuthUserGetRequest.newBuilder().setName(user).build();
    return transport.call(USER_GET, request, timeout);
  }

  @Override
  public CompletableFuture<NamesResult> users() {
    return transport.call(USER_LIST, AuthUserListRequest.getDefaultInstance(), timeout);
  }

  @Override
  public CompletableFuture<PermissionsResult> rolePermissions(String role) {
    AuthRoleGetRequest request = AuthRoleGetRequest.newBuilder().setRole(role).build();
    return transport.call(ROLE_GET, request, timeout);
  }

  @Override
  public CompletableFuture<NamesResult> roles() {
    return transport.call(ROLE_LIST, AuthRoleListRequest.getDefaultInstance(), timeout);
  }

  @Override
  public CompletableFuture<String> authenticate(String user, String password) {
    AuthenticateRequest request =
        AuthenticateRequest.newBuilder().setName(user).setPassword(password).build();
    return transport.call(AUTHENTICATE, request, timeout);
  }

  @Override
  public Auth withTimeout(Duration timeout) {
    return new GrpcAuth(transport, timeout);
  }
}
