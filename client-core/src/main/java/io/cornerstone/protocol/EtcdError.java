package io.cornerstone.protocol;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The errors that an etcd server answers with, each with its code and its exact text.
 *
 * <p>The text is the identity: two errors leave etcd with another code than the one it declares for
 * them, and older releases use other codes for a few, so that clients match on the message. Server
 * and client share this table: the server sends {@link #wireCode()} and {@link #message()}, the
 * client finds the constant again with {@link #fromMessage}.
 */
public enum EtcdError {
  EMPTY_KEY(StatusCode.INVALID_ARGUMENT, "etcdserver: key is not provided"),

  KEY_NOT_FOUND(StatusCode.INVALID_ARGUMENT, "etcdserver: key not found"),

  VALUE_PROVIDED(StatusCode.INVALID_ARGUMENT, "etcdserver: value is provided"),

  LEASE_PROVIDED(StatusCode.INVALID_ARGUMENT, "etcdserver: lease is provided"),

  TOO_MANY_OPS(StatusCode.INVALID_ARGUMENT, "etcdserver: too many operations in txn request"),

  DUPLICATE_KEY(StatusCode.INVALID_ARGUMENT, "etcdserver: duplicate key given in txn request"),

  INVALID_CLIENT_API_VERSION(StatusCode.INVALID_ARGUMENT, "etcdserver: invalid client api version"),

  INVALID_SORT_OPTION(StatusCode.INVALID_ARGUMENT, "etcdserver: invalid sort option"),

  COMPACTED(StatusCode.OUT_OF_RANGE, "etcdserver: mvcc: required revision has been compacted"),

  FUTURE_REV(StatusCode.OUT_OF_RANGE, "etcdserver: mvcc: required revision is a future revision"),

  NO_SPACE(StatusCode.RESOURCE_EXHAUSTED, "etcdserver: mvcc: database space exceeded"),

  LEASE_NOT_FOUND(StatusCode.NOT_FOUND, "etcdserver: requested lease not found"),

  LEASE_EXIST(StatusCode.FAILED_PRECONDITION, "etcdserver: lease already exists"),

  LEASE_TTL_TOO_LARGE(StatusCode.OUT_OF_RANGE, "etcdserver: too large lease TTL"),

  WATCH_CANCELED(StatusCode.CANCELLED, "etcdserver: watch canceled"),

  MEMBER_EXIST(StatusCode.FAILED_PRECONDITION, "etcdserver: member ID already exist"),

  PEER_URL_EXIST(StatusCode.FAILED_PRECONDITION, "etcdserver: Peer URLs already exists"),

  MEMBER_NOT_ENOUGH_STARTED(
      StatusCode.FAILED_PRECONDITION,
      StatusCode.UNKNOWN,
      "etcdserver: re-configuration failed due to not enough started members"),

  MEMBER_BAD_URLS(StatusCode.INVALID_ARGUMENT, "etcdserver: given member URLs are invalid"),

  MEMBER_NOT_FOUND(StatusCode.NOT_FOUND, "etcdserver: member not found"),

  MEMBER_NOT_LEARNER(
      StatusCode.FAILED_PRECONDITION, "etcdserver: can only promote a learner member"),

  LEARNER_NOT_READY(
      StatusCode.FAILED_PRECONDITION,
      "etcdserver: can only promote a learner member which is in sync with leader"),

  TOO_MANY_LEARNERS(
      StatusCode.FAILED_PRECONDITION, "etcdserver: too many learner members in cluster"),

  CLUSTER_ID_MISMATCH(StatusCode.FAILED_PRECONDITION, "etcdserver: cluster ID mismatch"),

  REQUEST_TOO_LARGE(StatusCode.INVALID_ARGUMENT, "etcdserver: request is too large"),

  REQUEST_TOO_MANY_REQUESTS(
      StatusCode.RESOURCE_EXHAUSTED, StatusCode.UNKNOWN, "etcdserver: too many requests"),

  ROOT_USER_NOT_EXIST(StatusCode.FAILED_PRECONDITION, "etcdserver: root user does not exist"),

  ROOT_ROLE_NOT_EXIST(
      StatusCode.FAILED_PRECONDITION, "etcdserver: root user does not have root role"),

  USER_ALREADY_EXIST(StatusCode.FAILED_PRECONDITION, "etcdserver: user name already exists"),

  USER_EMPTY(StatusCode.INVALID_ARGUMENT, "etcdserver: user name is empty"),

  USER_NOT_FOUND(StatusCode.FAILED_PRECONDITION, "etcdserver: user name not found"),

  ROLE_ALREADY_EXIST(StatusCode.FAILED_PRECONDITION, "etcdserver: role name already exists"),

  ROLE_NOT_FOUND(StatusCode.FAILED_PRECONDITION, "etcdserver: role name not found"),

  ROLE_EMPTY(StatusCode.INVALID_ARGUMENT, "etcdserver: role name is empty"),

  AUTH_FAILED(
      StatusCode.INVALID_ARGUMENT,
      "etcdserver: authentication failed, invalid user ID or password"),

  PERMISSION_NOT_GIVEN(StatusCode.INVALID_ARGUMENT, "etcdserver: permission not given"),

  PERMISSION_DENIED(StatusCode.PERMISSION_DENIED, "etcdserver: permission denied"),

  ROLE_NOT_GRANTED(StatusCode.FAILED_PRECONDITION, "etcdserver: role is not granted to the user"),

  PERMISSION_NOT_GRANTED(
      StatusCode.FAILED_PRECONDITION, "etcdserver: permission is not granted to the role"),

  AUTH_NOT_ENABLED(StatusCode.FAILED_PRECONDITION, "etcdserver: authentication is not enabled"),

  INVALID_AUTH_TOKEN(StatusCode.UNAUTHENTICATED, "etcdserver: invalid auth token"),

  INVALID_AUTH_MGMT(StatusCode.INVALID_ARGUMENT, "etcdserver: invalid auth management"),

  AUTH_OLD_REVISION(StatusCode.INVALID_ARGUMENT, "etcdserver: revision of auth store is old"),

  NO_LEADER(StatusCode.UNAVAILABLE, "etcdserver: no leader"),

  NOT_LEADER(StatusCode.FAILED_PRECONDITION, "etcdserver: not leader"),

  LEADER_CHANGED(StatusCode.UNAVAILABLE, "etcdserver: leader changed"),

  NOT_CAPABLE(StatusCode.FAILED_PRECONDITION, "etcdserver: not capable"),

  STOPPED(StatusCode.UNAVAILABLE, "etcdserver: server stopped"),

  TIMEOUT(StatusCode.UNAVAILABLE, "etcdserver: request timed out"),

  TIMEOUT_DUE_TO_LEADER_FAIL(
      StatusCode.UNAVAILABLE,
      "etcdserver: request timed out, possibly due to previous leader failure"),

  TIMEOUT_DUE_TO_CONNECTION_LOST(
      StatusCode.UNAVAILABLE, "etcdserver: request timed out, possibly due to connection lost"),

  TIMEOUT_WAIT_APPLIED_INDEX(
      StatusCode.UNAVAILABLE,
      "etcdserver: request timed out, waiting for the applied index took too long"),

  UNHEALTHY(StatusCode.UNAVAILABLE, "etcdserver: unhealthy cluster"),

  CORRUPT(StatusCode.DATA_LOSS, "etcdserver: corrupt cluster"),

  NOT_SUPPORTED_FOR_LEARNER(
      StatusCode.FAILED_PRECONDITION, "etcdserver: rpc not supported for learner"),

  BAD_LEADER_TRANSFEREE(StatusCode.FAILED_PRECONDITION, "etcdserver: bad leader transferee"),

  WRONG_DOWNGRADE_VERSION_FORMAT(
      StatusCode.INVALID_ARGUMENT, "etcdserver: wrong downgrade target version format"),

  INVALID_DOWNGRADE_TARGET_VERSION(
      StatusCode.INVALID_ARGUMENT, "etcdserver: invalid downgrade target version"),

  CLUSTER_VERSION_UNAVAILABLE(
      StatusCode.FAILED_PRECONDITION, "etcdserver: cluster version not found during downgrade"),

  DOWNGRADE_IN_PROCESS(
      StatusCode.FAILED_PRECONDITION, "etcdserver: cluster has a downgrade job in progress"),

  NO_INFLIGHT_DOWNGRADE(StatusCode.FAILED_PRECONDITION, "etcdserver: no inflight downgrade job"),

  CANCELED(StatusCode.CANCELLED, "etcdserver: request canceled"),

  DEADLINE_EXCEEDED(StatusCode.DEADLINE_EXCEEDED, "etcdserver: context deadline exceeded"),

  NO_PASSWORD_USER(
      StatusCode.UNKNOWN, "auth: authentication failed, password was given for no password user"),

  UNKNOWN_METHOD(StatusCode.UNKNOWN, "etcdserver: unknown method"),

  REQUEST_CANCELLED(StatusCode.UNKNOWN, "etcdserver: request cancelled"),

  LEADER_TRANSFER_TIMEOUT(
      StatusCode.UNKNOWN, "etcdserver: request timed out, leader transfer took too long"),

  NOT_PRIMARY_LESSOR(StatusCode.UNKNOWN, "not a primary lessor"),

  PROPOSAL_DROPPED(StatusCode.UNKNOWN, "raft proposal dropped"),

  VERIFY_ONLY_TOKEN(StatusCode.UNKNOWN, "auth: token signing attempted with verify-only key"),

  ELECTION_NO_LEADER(StatusCode.UNKNOWN, "election: no leader"),

  ELECTION_NOT_LEADER(StatusCode.UNKNOWN, "election: not leader"),

  ELECTION_MISSING_LEADER(StatusCode.UNKNOWN, "\"leader\" field must be provided"),

  LOCK_SESSION_EXPIRED(StatusCode.UNKNOWN, "mutex: session is expired"),

  CONTEXT_CANCELED(StatusCode.CANCELLED, "context canceled"),

  CONTEXT_DEADLINE_EXCEEDED(StatusCode.DEADLINE_EXCEEDED, "context deadline exceeded");

  private static final Map<String, EtcdError> BY_MESSAGE = byMessage();

  private final StatusCode declaredCode;
  private final StatusCode wireCode;
  private final String message;

  EtcdError(StatusCode code, String message) {
    this(code, code, message);
  }

  EtcdError(StatusCode declaredCode, StatusCode wireCode, String message) {
    this.declaredCode = declaredCode;
    this.wireCode = wireCode;
    this.message = message;
  }

  /** The code that etcd's own table of errors gives for this one. */
  public StatusCode declaredCode() {
    return declaredCode;
  }

  /** The code that really reaches a client; differs from the declared one for two errors. */
  public StatusCode wireCode() {
    return wireCode;
  }

  /** The exact text on the wire. */
  public String message() {
    return message;
  }

  /** The error with exactly this text, if there is one. */
  public static Optional<EtcdError> fromMessage(String message) {
    return Optional.ofNullable(BY_MESSAGE.get(message));
  }

  private static Map<String, EtcdError> byMessage() {
    Map<String, EtcdError> errors = new HashMap<>();
    for (EtcdError error : values()) {
      errors.put(error.message, error);
    }
    return Map.copyOf(errors);
  }
}
