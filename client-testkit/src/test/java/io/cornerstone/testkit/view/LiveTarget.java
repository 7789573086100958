package io.cornerstone.testkit.view;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.cornerstone.client.Bytes;
import io.cornerstone.client.Client;
import io.cornerstone.client.ClientConfig;
import io.cornerstone.client.KeyRange;
import io.cornerstone.testkit.cluster.ProcessCluster;
import io.cornerstone.testkit.cluster.RealEtcd;
import io.cornerstone.testkit.cluster.ServerBinary;
import io.cornerstone.testkit.cluster.TestCluster;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** What a test class runs against: a cluster for the class, emptied before each test. */
public final class LiveTarget implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {
  private final boolean real;
  private final int members;
  private @Nullable TestCluster ours;
  private @Nullable ProcessCluster etcd;
  private @Nullable Client client;

  private LiveTarget(boolean real, int members) {
    this.real = real;
    this.members = members;
  }

  /** Members of ours in this process. */
  public static LiveTarget ours(int members) {
    return new LiveTarget(false, members);
  }

  /** A real etcd of one member; the test class is skipped where there is none. */
  public static LiveTarget etcd() {
    return new LiveTarget(true, 1);
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    if (real) {
      assumeTrue(RealEtcd.isAvailable(), "no etcd on the PATH");
      etcd = ProcessCluster.start(ServerBinary.of(RealEtcd.find().orElseThrow()), members);
    } else {
      ours = TestCluster.start(members);
    }
    client = newClient();
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    await(client().kv().withTimeout(Duration.ofSeconds(20)).delete(KeyRange.all()));
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (client != null) {
      client.close();
    }
    if (ours != null) {
      ours.close();
    }
    if (etcd != null) {
      etcd.close();
    }
  }

  /** A client that all tests of the class share. */
  public Client client() {
    Client shared = client;
    if (shared == null) {
      throw new IllegalStateException("the target is not running");
    }
    return shared;
  }

  /** Another client; the caller closes it. */
  public Client newClient() {
    return Client.connect(ClientConfig.DEFAULT.withEndpoints(endpoints()));
  }

  /** The members in this process, if it is ours. */
  public TestCluster cluster() {
    TestCluster cluster = ours;
    if (cluster == null) {
      throw new IllegalStateException("not a cluster of ours");
    }
    return cluster;
  }

  /** Where clients are served: one endpoint per member. */
  public List<String> endpoints() {
    if (etcd != null) {
      return etcd.endpoints().stream().map(URI::toString).toList();
    }
    return cluster().endpoints();
  }

  /** The result of a call that must succeed within half a minute. */
  public static <T> T await(CompletableFuture<T> future) {
    try {
      return future.get(30, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError("the call failed: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** Puts a text. */
  public void put(String key, String value) {
    await(client().kv().put(Bytes.of(key), Bytes.of(value)));
  }
}
