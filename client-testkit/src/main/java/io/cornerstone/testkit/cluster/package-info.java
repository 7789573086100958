/** Clusters and single servers for tests: started, stopped, crashed, paused and restarted. */
@NullMarked
package io.cornerstone.testkit.cluster;

import org.jspecify.annotations.NullMarked;
