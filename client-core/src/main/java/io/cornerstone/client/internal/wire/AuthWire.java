package io.cornerstone.client.internal.wire;

import io.cornerstone.client.KeyRange;
import io.cornerstone.client.auth.AuthResult;
import io.cornerstone.client.auth.AuthStatusResult;
import io.cornerstone.client.auth.NamesResult;
import io.cornerstone.client.auth.Permission;
import io.cornerstone.client.auth.PermissionsResult;
import io.cornerstone.protocol.AuthRoleGetResponse;
import io.cornerstone.protocol.AuthStatusResponse;
import io.cornerstone.protocol.Permission.Type;
import io.cornerstone.protocol.ResponseHeader;
import java.util.List;

/** Users, roles and permissions. */
public final class AuthWire {
  private AuthWire() {}

  public static AuthResult done(ResponseHeader header) {
    return new AuthResult(KvWire.header(header));
  }

  public static AuthStatusResult status(AuthStatusResponse answer) {
    return new AuthStatusResult(
        KvWire.header(answer.getHeader()), answer.getEnabled(), answer.getAuthRevision());
  }

  public static NamesResult names(ResponseHeader header, List<String> names) {
    return new NamesResult(KvWire.header(header), List.copyOf(names));
  }

  public static PermissionsResult permissions(AuthRoleGetResponse answer) {
    return new PermissionsResult(
        KvWire.header(answer.getHeader()),
        answer.getPermList().stream().map(AuthWire::permission).toList());
  }

  public static io.cornerstone.protocol.Permission permission(Permission permission) {
    Type type =
        switch (permission.access()) {
          case READ -> Type.READ;
          case WRITE -> Type.WRITE;
          case READ_WRITE -> Type.READWRITE;
        };
    return io.cornerstone.protocol.Permission.newBuilder()
        .setPermType(type)
        .setKey(ByteStrings.of(permission.range().key()))
        .setRangeEnd(ByteStrings.of(permission.range().rangeEnd()))
        .build();
  }

  private static Permission permission(io.cornerstone.protocol.Permission granted) {
    Permission.Access access =
        switch (granted.getPermType()) {
          case READ -> Permission.Access.READ;
          case WRITE -> Permission.Access.WRITE;
          case READWRITE -> Permission.Access.READ_WRITE;
          case UNRECOGNIZED ->
              throw new IllegalArgumentException("unknown kind of permission: " + granted);
        };
    KeyRange range =
        new KeyRange(ByteStrings.from(granted.getKey()), ByteStrings.from(granted.getRangeEnd()));
    return new Permission(access, range);
  }
}
