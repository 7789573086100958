/** IBM's etcd-java under the load of the comparison. */
@NullMarked
package io.cornerstone.benchmarks.etcdjava;

import org.jspecify.annotations.NullMarked;
