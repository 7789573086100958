/** The page file of etcd's database: written in one pass, read with distrust. */
@NullMarked
package io.cornerstone.server.bolt;

import org.jspecify.annotations.NullMarked;
