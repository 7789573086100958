package io.cornerstone.ctl.command;

import io.cornerstone.client.txn.Op;

/** A command that can also be an operation of a transaction. */
interface TxnOp {
  /** The operation that the words and options describe. */
  Op op();
}
