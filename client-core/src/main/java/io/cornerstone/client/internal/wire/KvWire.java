package io.cornerstone.client.internal.wire;

import com.google.protobuf.ByteString;
import io.cornerstone.client.Bytes;
import io.cornerstone.client.Header;
import io.cornerstone.client.KeyRange;
import io.cornerstone.client.kv.DeleteOptions;
import io.cornerstone.client.kv.DeleteResult;
import io.cornerstone.client.kv.GetOptions;
import io.cornerstone.client.kv.GetResult;
import io.cornerstone.client.kv.KeyValue;
import io.cornerstone.client.kv.PutOptions;
import io.cornerstone.client.kv.PutResult;
import io.cornerstone.client.lease.LeaseId;
import io.cornerstone.protocol.DeleteRangeRequest;
import io.cornerstone.protocol.DeleteRangeResponse;
import io.cornerstone.protocol.PutRequest;
import io.cornerstone.protocol.PutResponse;
import io.cornerstone.protocol.RangeRequest;
import io.cornerstone.protocol.RangeResponse;
import io.cornerstone.protocol.ResponseHeader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Headers, keys and values. */
public final class KvWire {
  private KvWire() {}

  public static RangeRequest range(KeyRange range, GetOptions options) {
    GetOptions.RevisionFilter filter = options.filter();
    return RangeRequest.newBuilder()
        .setKey(ByteStrings.of(range.key()))
        .setRangeEnd(end(range))
        .setRevision(options.revision())
        .setLimit(options.limit())
        .setSortTarget(target(options.sort().target()))
        .setSortOrder(order(options.sort().order()))
        .setMinModRevision(filter.minMod())
        .setMaxModRevision(filter.maxMod())
        .setMinCreateRevision(filter.minCreate())
        .setMaxCreateRevision(filter.maxCreate())
        .setSerializable(options.serializable())
        .setKeysOnly(options.keysOnly())
        .setCountOnly(options.countOnly())
        .build();
  }

  public static PutRequest put(Bytes key, Bytes value, PutOptions options) {
    return PutRequest.newBuilder()
        .setKey(ByteStrings.of(key))
        .setValue(ByteStrings.of(value))
        .setLease(options.lease().value())
        .setPrevKv(options.prevKv())
        .setIgnoreValue(options.ignoreValue())
        .setIgnoreLease(options.ignoreLease())
        .build();
  }

  public static DeleteRangeRequest delete(KeyRange range, DeleteOptions options) {
    return DeleteRangeRequest.newBuilder()
        .setKey(ByteStrings.of(range.key()))
        .setRangeEnd(end(range))
        .setPrevKv(options.prevKv())
        .build();
  }

  public static GetResult getResult(RangeResponse response) {
    return new GetResult(
        header(response.getHeader()),
        keyValues(response.getKvsList()),
        response.getMore(),
        response.getCount());
  }

  public static PutResult putResult(PutResponse response) {
    return new PutResult(
        header(response.getHeader()),
        response.hasPrevKv() ? Optional.of(keyValue(response.getPrevKv())) : Optional.empty());
  }

  public static DeleteResult deleteResult(DeleteRangeResponse response) {
    return new DeleteResult(
        header(response.getHeader()), response.getDeleted(), keyValues(response.getPrevKvsList()));
  }

  public static KeyValue keyValue(io.cornerstone.protocol.KeyValue kv) {
    return new KeyValue(
        ByteStrings.from(kv.getKey()),
        ByteStrings.from(kv.getValue()),
        kv.getCreateRevision(),
        kv.getModRevision(),
        kv.getVersion(),
        leaseId(kv.getLease()));
  }

  public static LeaseId leaseId(long id) {
    return id == 0 ? LeaseId.NONE : new LeaseId(id);
  }

  public static Header header(ResponseHeader header) {
    return new Header(
        header.getClusterId(), header.getMemberId(), header.getRevision(), header.getRaftTerm());
  }

  static ByteString end(KeyRange range) {
    return ByteStrings.of(range.rangeEnd());
  }

  private static List<KeyValue> keyValues(List<io.cornerstone.protocol.KeyValue> kvs) {
    if (kvs.isEmpty()) {
      return List.of();
    }
    if (kvs.size() == 1) {
      return List.of(keyValue(kvs.get(0)));
    }
    List<KeyValue> result = new ArrayList<>(kvs.size());
    for (io.cornerstone.protocol.KeyValue kv : kvs) {
      result.add(keyValue(kv));
    }
    return List.copyOf(result);
  }

  private static RangeRequest.SortTarget target(GetOptions.SortTarget target) {
    return switch (target) {
      case KEY -> RangeRequest.SortTarget.KEY;
      case VERSION -> RangeRequest.SortTarget.VERSION;
      case CREATE_REVISION -> RangeRequest.SortTarget.CREATE;
      case MOD_REVISION -> RangeRequest.SortTarget.MOD;
      case VALUE -> RangeRequest.SortTarget.VALUE;
    };
  }

  private static RangeRequest.SortOrder order(GetOptions.SortOrder order) {
    return switch (order) {
      case NONE -> RangeRequest.SortOrder.NONE;
      case ASCENDING -> RangeRequest.SortOrder.ASCEND;
      case DESCENDING -> RangeRequest.SortOrder.DESCEND;
    };
  }
}
