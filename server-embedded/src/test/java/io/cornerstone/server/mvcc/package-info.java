/** Tests of the store, and an engine in the heap for the tests of others. */
@NullMarked
package io.cornerstone.server.mvcc;

import org.jspecify.annotations.NullMarked;
