package io.cornerstone.server.rpc;

import com.google.protobuf.ByteString;
import io.cornerstone.protocol.DeleteRangeRequest;
import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.PutRequest;
import io.cornerstone.protocol.RangeRequest;
import io.cornerstone.protocol.RangeRequest.SortOrder;
import io.cornerstone.protocol.RangeRequest.SortTarget;
import io.cornerstone.protocol.RefusedException;

/** What is wrong with a single operation can be told before anyone else is bothered with it. */
final class KvValidation {
  private KvValidation() {}

  static void check(RangeRequest request) {
    checkKey(request.getKey());
    refuseIf(
        request.getSortOrder() == SortOrder.UNRECOGNIZED
            || request.getSortTarget() == SortTarget.UNRECOGNIZED,
        EtcdError.INVALID_SORT_OPTION);
  }

  static void check(PutRequest request) {
    checkKey(request.getKey());
    refuseIf(request.getIgnoreValue() && !request.getValue().isEmpty(), EtcdError.VALUE_PROVIDED);
    refuseIf(request.getIgnoreLease() && request.getLease() != 0, EtcdError.LEASE_PROVIDED);
  }

  static void check(DeleteRangeRequest request) {
    checkKey(request.getKey());
  }

  static void checkKey(ByteString key) {
    refuseIf(key.isEmpty(), EtcdError.EMPTY_KEY);
  }

  static void refuseIf(boolean wrong, EtcdError error) {
    if (wrong) {
      throw new RefusedException(error);
    }
  }
}
