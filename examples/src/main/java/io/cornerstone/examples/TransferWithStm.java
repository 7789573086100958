package io.cornerstone.examples;

import io.cornerstone.client.Client;
import io.cornerstone.client.codec.Codec;
import io.cornerstone.client.stm.Stm;
import io.cornerstone.client.stm.StmKey;
import io.cornerstone.client.stm.StmResult;
import io.cornerstone.client.stm.Transaction;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Shows software transactional memory: many transfers between two accounts at once, each written as
 * if it were alone. Those that collide run again; no money appears or disappears.
 */
public final class TransferWithStm {
  private static final StmKey<Long> ANNA = StmKey.of("accounts/anna", Codec.DECIMAL);
  private static final StmKey<Long> BERT = StmKey.of("accounts/bert", Codec.DECIMAL);
  private static final int TRANSFERS = 20;

  private TransferWithStm() {}

  /** Arguments: endpoints, if it shall not run on a cluster of its own. */
  public static void main(String[] endpoints) throws Exception {
    Demo.run(TransferWithStm::run, endpoints);
  }

  static void run(Client client, PrintStream out) {
    Stm stm = Stm.of(client);
    stm.run(
            tx -> {
              tx.put(ANNA, 100L);
              tx.put(BERT, 0L);
              return CompletableFuture.completedFuture(true);
            })
        .join();

    List<CompletableFuture<StmResult<Boolean>>> transfers = new ArrayList<>();
    for (int i = 0; i < TRANSFERS; i++) {
      transfers.add(stm.run(tx -> transfer(tx, 7)));
    }
    int done = 0;
    for (CompletableFuture<StmResult<Boolean>> transfer : transfers) {
      if (transfer.join().value().orElse(false)) {
        done++;
      }
    }
    out.println("transfers of 7 from 100: " + done);
    String left = stm.run(TransferWithStm::balances).join().value().orElseThrow();
    out.println("left: " + left);
  }

  /** False, and nothing written, if there is not enough left. */
  private static CompletableFuture<Boolean> transfer(Transaction tx, long amount) {
    return tx.get(ANNA)
        .thenCombine(
            tx.get(BERT),
            (anna, bert) -> {
              if (anna.orElse(0L) < amount) {
                return false;
              }
              tx.put(ANNA, anna.orElse(0L) - amount);
              tx.put(BERT, bert.orElse(0L) + amount);
              return true;
            });
  }

  private static CompletableFuture<String> balances(Transaction tx) {
    return tx.get(ANNA).thenCombine(tx.get(BERT), TransferWithStm::describe);
  }

  private static String describe(Optional<Long> anna, Optional<Long> bert) {
    return "anna " + anna.orElse(0L) + ", bert " + bert.orElse(0L);
  }
}
