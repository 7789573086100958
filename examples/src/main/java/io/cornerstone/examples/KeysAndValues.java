package io.cornerstone.examples;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.Client;
import io.cornerstone.client.KeyRange;
import io.cornerstone.client.kv.DeleteResult;
import io.cornerstone.client.kv.GetOptions;
import io.cornerstone.client.kv.GetResult;
import io.cornerstone.client.kv.KeyValue;
import io.cornerstone.client.kv.PutOptions;
import io.cornerstone.client.kv.PutResult;
import io.cornerstone.client.txn.Compare;
import io.cornerstone.client.txn.Op;
import io.cornerstone.client.txn.Relation;
import io.cornerstone.client.txn.TxnResult;
import java.io.PrintStream;

/**
 * Shows keys and values: put, get, ranges, reading the past, delete, and a transaction that writes
 * only if nobody else has written since.
 */
public final class KeysAndValues {
  private static final Bytes COLOR = Bytes.of("settings/color");
  private static final KeyRange SETTINGS = KeyRange.prefix("settings/");

  private KeysAndValues() {}

  /** Arguments: endpoints, if it shall not run on a cluster of its own. */
  public static void main(String[] endpoints) throws Exception {
    Demo.run(KeysAndValues::run, endpoints);
  }

  static void run(Client client, PrintStream out) {
    long first = client.kv().put(COLOR, Bytes.of("red")).join().revision();
    PutResult second =
        client.kv().put(COLOR, Bytes.of("blue"), PutOptions.DEFAULT.withPrevKv()).join();
    out.println("before: " + second.prevKv().orElseThrow().value().utf8());

    client.kv().put(Bytes.of("settings/size"), Bytes.of("7")).join();
    for (KeyValue kv : client.kv().get(SETTINGS).join().kvs()) {
      out.println(kv.key().utf8() + " = " + kv.value().utf8() + ", version " + kv.version());
    }

    GetResult past = client.kv().get(COLOR, GetOptions.DEFAULT.withRevision(first)).join();
    out.println("at the first revision: " + past.first().orElseThrow().value().utf8());

    setIfUnchanged(client, second.revision(), "green", out);
    setIfUnchanged(client, second.revision(), "black", out);

    DeleteResult deleted = client.kv().delete(SETTINGS).join();
    out.println("deleted: " + deleted.deleted());
  }

  /** A failed compare is an answer, not an error. */
  private static void setIfUnchanged(Client client, long revision, String color, PrintStream out) {
    TxnResult result =
        client
            .txn()
            .when(Compare.modRevision(COLOR, Relation.EQUAL, revision))
            .then(Op.put(COLOR, Bytes.of(color)))
            .otherwise(Op.get(COLOR))
            .commit()
            .join();
    if (result.succeeded()) {
      out.println("set to " + color);
    } else {
      String found = result.get(0).first().orElseThrow().value().utf8();
      out.println("not set to " + color + ": somebody has set " + found);
    }
  }
}
