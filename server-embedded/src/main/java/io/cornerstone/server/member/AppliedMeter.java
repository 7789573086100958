package io.cornerstone.server.member;

import com.google.protobuf.Message;
import io.cornerstone.protocol.DeleteRangeResponse;
import io.cornerstone.protocol.Event;
import io.cornerstone.protocol.LeaseGrantResponse;
import io.cornerstone.protocol.PutResponse;
import io.cornerstone.protocol.RangeResponse;
import io.cornerstone.protocol.ResponseOp;
import io.cornerstone.protocol.TxnResponse;
import io.cornerstone.server.apply.Command;
import io.cornerstone.server.apply.CommandKind;
import io.cornerstone.server.apply.Outcome;
import io.cornerstone.server.env.Meter;

/** Tells what a command did, operation by operation, from what came of it. */
final class AppliedMeter {
  private final Meter meter;

  AppliedMeter(Meter meter) {
    this.meter = meter;
  }

  void applied(Command command, Outcome outcome, long nanos) {
    meter.applied(command.kind().operation(), outcome.error() == null, nanos);
    if (outcome.error() != null) {
      return;
    }
    if (command.kind() == CommandKind.LEASE_REVOKE) {
      meter.leaseRevoked();
    } else if (outcome.response() instanceof LeaseGrantResponse granted) {
      meter.leaseGranted(granted.getTTL());
    } else {
      ran(outcome);
    }
  }

  /** A transaction or a command on keys is done; others are passed over. */
  void ran(Outcome outcome) {
    final Message response = outcome.response();
    if (response == null) {
      return;
    }
    final Count count = new Count();
    count.add(response);
    if (count.ranges + count.puts + count.deletes > 0) {
      meter.store().ran(count.ranges, count.puts, count.deletes, putBytes(outcome));
    }
  }

  private static long putBytes(Outcome outcome) {
    long bytes = 0;
    for (Event event : outcome.events()) {
      if (event.getType() == Event.EventType.PUT) {
        bytes += event.getKv().getKey().size() + event.getKv().getValue().size();
      }
    }
    return bytes;
  }

  private static final class Count {
    private int ranges;
    private int puts;
    private int deletes;

    void add(Message response) {
      if (response instanceof PutResponse) {
        puts++;
      } else if (response instanceof DeleteRangeResponse) {
        deletes++;
      } else if (response instanceof RangeResponse) {
        ranges++;
      } else if (response instanceof TxnResponse txn) {
        txn.getResponsesList().forEach(this::add);
      }
    }

    private void add(ResponseOp operation) {
      switch (operation.getResponseCase()) {
        case RESPONSE_RANGE -> ranges++;
        case RESPONSE_PUT -> puts++;
        case RESPONSE_DELETE_RANGE -> deletes++;
        case RESPONSE_TXN -> add((Message) operation.getResponseTxn());
        default -> {} // Nothing was done.
      }
    }
  }
}
