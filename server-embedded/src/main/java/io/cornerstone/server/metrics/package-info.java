/**
 * What a member tells monitoring, under etcd's names, labels and buckets, so that dashboards and
 * alerts made for etcd work as they are.
 */
@NullMarked
package io.cornerstone.server.metrics;

import org.jspecify.annotations.NullMarked;
