package io.cornerstone.server.http;

import io.grpc.ServerMethodDefinition;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The JSON gateway: every method of the API as a POST of its request in JSON, below {@code /v3/}.
 * Calls go to the same handlers as those of gRPC, interceptors included, without another
 * connection.
 */
final class Gateway {
  private static final String ROOT = "/v3/";
  private static final String OLD_ROOT = "/v3beta/";
  private static final Map<String, String> METHODS = methods();

  private final Function<String, @Nullable ServerMethodDefinition<?, ?>> lookup;

  /**
   * Makes a gateway.
   *
   * @param lookup finds a method by its full gRPC name; null if the server does not have it
   */
  Gateway(Function<String, @Nullable ServerMethodDefinition<?, ?>> lookup) {
    this.lookup = lookup;
  }

  void addTo(Routes routes) {
    METHODS.forEach(
        (path, method) -> {
          Route route = Route.post(exchange -> call(exchange, method));
          routes.add(ROOT + path, route);
          routes.add(OLD_ROOT + path, route);
        });
  }

  /** The paths below the root, with the full names of their methods. */
  static Map<String, String> paths() {
    return METHODS;
  }

  private RequestBody call(Exchange exchange, String method) {
    ServerMethodDefinition<?, ?> definition = lookup.apply(method);
    if (definition == null) {
      exchange.respond(
          501,
          Exchange.JSON,
          GatewayStatus.body(
                  io.grpc.Status.UNIMPLEMENTED.withDescription("unknown method " + method))
              .toString());
      return RequestBody.IGNORED;
    }
    return GatewayCall.begin(definition, exchange);
  }

  private static Map<String, String> methods() {
    Map<String, String> methods = new LinkedHashMap<>();
    add(methods, "etcdserverpb.KV", "kv/", "Range Put DeleteRange Txn");
    methods.put("kv/compaction", "etcdserverpb.KV/Compact");
    methods.put("watch", "etcdserverpb.Watch/Watch");
    for (String name : new String[] {"Grant", "Revoke", "KeepAlive", "TimeToLive", "Leases"}) {
      methods.put("lease/" + lower(name), "etcdserverpb.Lease/Lease" + name);
    }
    for (String name : new String[] {"Revoke", "TimeToLive", "Leases"}) {
      methods.put("kv/lease/" + lower(name), "etcdserverpb.Lease/Lease" + name);
    }
    for (String name : new String[] {"Add", "Remove", "Update", "List", "Promote"}) {
      methods.put("cluster/member/" + lower(name), "etcdserverpb.Cluster/Member" + name);
    }
    add(
        methods,
        "etcdserverpb.Maintenance",
        "maintenance/",
        "Alarm Status Defragment Hash HashKV Snapshot Downgrade");
    methods.put("maintenance/transfer-leadership", "etcdserverpb.Maintenance/MoveLeader");
    addAuth(methods);
    add(methods, "v3lockpb.Lock", "lock/", "Lock Unlock");
    add(methods, "v3electionpb.Election", "election/", "Campaign Proclaim Leader Observe Resign");
    return Map.copyOf(methods);
  }

  private static void addAuth(Map<String, String> methods) {
    String service = "etcdserverpb.Auth/";
    for (String name : new String[] {"Enable", "Disable", "Status"}) {
      methods.put("auth/" + lower(name), service + "Auth" + name);
    }
    methods.put("auth/authenticate", service + "Authenticate");
    for (String name : new String[] {"Add", "Get", "List", "Delete"}) {
      methods.put("auth/user/" + lower(name), service + "User" + name);
      methods.put("auth/role/" + lower(name), service + "Role" + name);
    }
    methods.put("auth/user/changepw", service + "UserChangePassword");
    methods.put("auth/user/grant", service + "UserGrantRole");
    methods.put("auth/user/revoke", service + "UserRevokeRole");
    methods.put("auth/role/grant", service + "RoleGrantPermission");
    methods.put("auth/role/revoke", service + "RoleRevokePermission");
  }

  private static void add(
      Map<String, String> methods, String service, String directory, String names) {
    for (String name : names.split(" ")) {
      methods.put(directory + lower(name), service + "/" + name);
    }
  }

  private static String lower(String name) {
    return name.toLowerCase(java.util.Locale.ROOT);
  }
}
