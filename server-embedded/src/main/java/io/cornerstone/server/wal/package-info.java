/** The write-ahead log: segments, record checksums, repair of a torn tail. */
@NullMarked
package io.cornerstone.server.wal;

import org.jspecify.annotations.NullMarked;
