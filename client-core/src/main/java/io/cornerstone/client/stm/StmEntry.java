package io.cornerstone.client.stm;

import io.cornerstone.client.Bytes;

/**
 * A key that exists, as a transaction sees it.
 *
 * @param key the key
 * @param value its value, written by the transaction itself or before it
 */
public record StmEntry(Bytes key, Bytes value) {}
