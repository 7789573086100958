package io.cornerstone.examples;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.Client;
import io.cornerstone.client.txn.Compare;
import io.cornerstone.client.txn.Op;
import io.cornerstone.client.txn.Relation;
import io.cornerstone.client.txn.TxnResult;
import java.io.PrintStream;

/**
 * Shows a transaction inside a transaction: three outcomes of one atomic request. An order is taken
 * if the shop is open; then, if there is stock, it is booked, else put on the waiting list.
 */
public final class NestedTransaction {
  private static final Bytes SHOP = Bytes.of("shop/state");
  private static final Bytes STOCK = Bytes.of("shop/stock");

  private NestedTransaction() {}

  /** Arguments: endpoints, if it shall not run on a cluster of its own. */
  public static void main(String[] endpoints) throws Exception {
    Demo.run(NestedTransaction::run, endpoints);
  }

  static void run(Client client, PrintStream out) {
    client.kv().put(STOCK, Bytes.of("1")).join();
    out.println("17: " + order(client, "17"));
    client.kv().put(SHOP, Bytes.of("open")).join();
    out.println("18: " + order(client, "18"));
    out.println("19: " + order(client, "19"));
  }

  /** All compares, of both levels, see the store as it was before the request. */
  private static String order(Client client, String id) {
    TxnResult result =
        client
            .txn()
            .when(Compare.value(SHOP, Relation.EQUAL, Bytes.of("open")))
            .then(
                Op.when(Compare.value(STOCK, Relation.EQUAL, Bytes.of("1")))
                    .then(Op.put(STOCK, Bytes.of("0")), Op.put("shop/orders/" + id, "booked"))
                    .otherwise(Op.put("shop/waiting/" + id, "")))
            .commit()
            .join();
    if (!result.succeeded()) {
      return "the shop is closed";
    }
    return result.nested(0).succeeded() ? "booked" : "on the waiting list";
  }
}
