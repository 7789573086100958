package io.cornerstone.server.member;

import io.cornerstone.protocol.Compare;
import io.cornerstone.protocol.RangeRequest;
import io.cornerstone.protocol.RequestOp;
import io.cornerstone.protocol.TxnRequest;
import io.cornerstone.server.member.PendingRead.Place;
import java.util.List;

/**
 * Where a read may run. Reads of single keys are shorter than handing them to another thread; a
 * range may visit every key, also with a limit, as it counts them all.
 */
final class ReadPlaces {
  private static final int SHORT_OPERATIONS_MAX = 16;

  private ReadPlaces() {}

  static Place of(RangeRequest request) {
    return request.getRangeEnd().isEmpty() ? Place.APPLY : Place.READER;
  }

  static Place of(TxnRequest request) {
    final int operations =
        request.getCompareCount() + Math.max(request.getSuccessCount(), request.getFailureCount());
    return operations <= SHORT_OPERATIONS_MAX
            && request.getCompareList().stream()
                .map(Compare::getRangeEnd)
                .allMatch(end -> end.isEmpty())
            && areShort(request.getSuccessList())
            && areShort(request.getFailureList())
        ? Place.APPLY
        : Place.READER;
  }

  private static boolean areShort(List<RequestOp> operations) {
    return operations.stream().allMatch(op -> of(op.getRequestRange()) == Place.APPLY);
  }
}
