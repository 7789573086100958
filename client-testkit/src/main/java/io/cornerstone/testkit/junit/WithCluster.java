package io.cornerstone.testkit.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives tests a real cluster in this JVM.
 *
 * <pre>{@code
 * @WithCluster(members = 3)
 * class OrdersTest {
 *   @Test
 *   void survivesTheLeader(TestCluster cluster, Client client) {
 *     cluster.awaitLeader().kill();
 *     client.kv().put(Bytes.of("a"), Bytes.of("b")).join();
 *   }
 * }
 * }</pre>
 *
 * <p>On a class, its tests share one cluster, started before the first one that asks for it;
 * members that a test stopped or killed run again before the next test begins, with their data. On
 * a method, that test has a cluster of its own. Either way constructor and test parameters of type
 * {@link io.cornerstone.testkit.cluster.TestCluster} get the cluster, and those of type {@link
 * io.cornerstone.client.Client} a client that is closed after the test. Test classes may run in
 * parallel: each has ports and directories of its own.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
@ExtendWith(ClusterExtension.class)
public @interface WithCluster {
  /** How many members. */
  int members() default 1;

  /** Applied entries after which a member cuts its log; 0 for the server's default. */
  long snapshotCount() default 0;

  /** Entries kept behind a cut for slow followers; negative for the server's default. */
  long snapshotCatchUpEntries() default -1;

  /** Milliseconds between heartbeats; 0 for the server's default of 100. */
  long heartbeatMillis() default 0;

  /** Milliseconds of silence before an election; 0 for the server's default of 1,000. */
  long electionMillis() default 0;
}
