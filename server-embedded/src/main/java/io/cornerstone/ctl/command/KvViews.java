package io.cornerstone.ctl.command;

import io.cornerstone.client.kv.DeleteResult;
import io.cornerstone.client.kv.GetResult;
import io.cornerstone.client.kv.KeyValue;
import io.cornerstone.client.kv.PutResult;
import io.cornerstone.client.txn.OpResult;
import io.cornerstone.client.txn.TxnResult;
import io.cornerstone.ctl.print.Fields;
import io.cornerstone.ctl.print.Json;
import io.cornerstone.ctl.print.Text;
import io.cornerstone.ctl.print.View;
import java.util.List;

/** The answers to get, put, del and txn, alone and inside a transaction. */
final class KvViews {
  private KvViews() {}

  record Got(GetResult result) implements View {
    @Override
    public void simple(Text text) {
      result.kvs().forEach(text::kv);
    }

    @Override
    public String json() {
      return object().toString();
    }

    Json object() {
      return new Json()
          .header(result.header())
          .add("kvs", jsons(result.kvs()))
          .add("more", result.more())
          .add("count", result.count());
    }

    @Override
    public void fields(Fields fields) {
      fields.header(result.header());
      result.kvs().forEach(kv -> fields.kv("", kv));
      fields.add("More", result.more()).add("Count", result.count());
    }
  }

  record Done(PutResult result) implements View {
    @Override
    public void simple(Text text) {
      text.line("OK");
      result.prevKv().ifPresent(text::kv);
    }

    @Override
    public String json() {
      return object().toString();
    }

    Json object() {
      Json json = new Json().header(result.header());
      return result.prevKv().map(kv -> json.add("prev_kv", Json.of(kv))).orElse(json);
    }

    @Override
    public void fields(Fields fields) {
      fields.header(result.header());
      result.prevKv().ifPresent(kv -> fields.kv("Prev", kv));
    }
  }

  record Deleted(DeleteResult result) implements View {
    @Override
    public void simple(Text text) {
      text.line(Long.toString(result.deleted()));
      result.prevKvs().forEach(text::kv);
    }

    @Override
    public String json() {
      return object().toString();
    }

    Json object() {
      return new Json()
          .header(result.header())
          .add("deleted", result.deleted())
          .add("prev_kvs", jsons(result.prevKvs()));
    }

    @Override
    public void fields(Fields fields) {
      fields.header(result.header()).add("Deleted", result.deleted());
      result.prevKvs().forEach(kv -> fields.kv("Prev", kv));
    }
  }

  record Committed(TxnResult result) implements View {
    @Override
    public void simple(Text text) {
      text.line(result.succeeded() ? "SUCCESS" : "FAILURE");
      for (OpResult op : result.results()) {
        text.line("");
        view(op).simple(text);
      }
    }

    @Override
    public String json() {
      return object().toString();
    }

    Json object() {
      return new Json()
          .header(result.header())
          .add("succeeded", result.succeeded())
          .add("responses", result.results().stream().map(Committed::response).toList());
    }

    @Override
    public void fields(Fields fields) {
      fields.header(result.header()).add("Succeeded", result.succeeded());
      result.results().forEach(op -> view(op).fields(fields));
    }

    private static View view(OpResult op) {
      if (op instanceof OpResult.Get get) {
        return new Got(get.result());
      }
      if (op instanceof OpResult.Put put) {
        return new Done(put.result());
      }
      if (op instanceof OpResult.Delete delete) {
        return new Deleted(delete.result());
      }
      return new Committed(((OpResult.Nested) op).result());
    }

    private static Json response(OpResult op) {
      Json of = new Json();
      if (op instanceof OpResult.Get get) {
        of.add("ResponseRange", new Got(get.result()).object());
      } else if (op instanceof OpResult.Put put) {
        of.add("ResponsePut", new Done(put.result()).object());
      } else if (op instanceof OpResult.Delete delete) {
        of.add("ResponseDeleteRange", new Deleted(delete.result()).object());
      } else if (op instanceof OpResult.Nested nested) {
        of.add("ResponseTxn", new Committed(nested.result()).object());
      }
      return new Json().add("Response", of);
    }
  }

  private static List<Json> jsons(List<KeyValue> kvs) {
    return kvs.stream().map(Json::of).toList();
  }
}
