package io.cornerstone.testkit.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.cornerstone.protocol.AuthGrpc;
import io.cornerstone.protocol.ClusterGrpc;
import io.cornerstone.protocol.KVGrpc;
import io.cornerstone.protocol.LeaseGrpc;
import io.cornerstone.protocol.MaintenanceGrpc;
import io.cornerstone.protocol.WatchGrpc;
import io.cornerstone.server.EmbeddedServer;
import io.cornerstone.server.ServerConfig;
import io.cornerstone.testkit.cluster.RealEtcd;
import io.cornerstone.testkit.cluster.ServerBinary;
import io.cornerstone.testkit.cluster.ServerProcess;
import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The same requests, in the same order, to the gateways of our server and of a real etcd 3.4; their
 * answers must be equal, but for the differences that stand beside the requests.
 */
class GatewayComparisonIT {
  private static EmbeddedServer ours;
  private static ServerProcess etcd;

  @BeforeAll
  static void start() {
    Assumptions.assumeTrue(
        RealEtcd.isAvailable(), "etcd is not installed: skipped on this machine");
    etcd = ServerProcess.start(ServerBinary.of(RealEtcd.find().orElseThrow()));
    ours = EmbeddedServer.start(ServerConfig.builder().build());
    ours.ready().join();
  }

  @AfterAll
  static void stop() {
    if (etcd != null) {
      etcd.close();
    }
    if (ours != null) {
      ours.close();
    }
  }

  @TestFactory
  Stream<DynamicTest> answersAsEtcd() {
    return Step.all().stream()
        .map(step -> DynamicTest.dynamicTest(step.toString(), () -> run(step)));
  }

  private static void run(Step step) throws Exception {
    URI oursUrl = ours.clientUrls().get(0);
    Answer here = Answer.to(step, oursUrl);
    Answer there = Answer.to(step, etcd.clientUrl());
    Step.Difference difference = step.difference();
    if (difference == null) {
      assertEqual(here, there);
    } else if (difference.isOfBody()) {
      assertThat(here.status()).isEqualTo(there.newerStatus());
      assertThat(here.lines()).as("a difference that is no more").isNotEqualTo(there.lines());
    } else {
      assertThat(here.status()).as("ours %s", here).isEqualTo(Integer.parseInt(difference.ours()));
      assertThat(there.status())
          .as("etcd %s", there)
          .isEqualTo(Integer.parseInt(difference.etcd()));
    }
  }

  private static void assertEqual(Answer here, Answer there) {
    assertThat(here.newerStatus()).as("%s, %s", here, there).isEqualTo(there.newerStatus());
    assertThat(here.contentType()).isEqualTo(there.contentType());
    if (here.isError()) {
      assertThat(here.code()).as("%s, %s", here, there).isEqualTo(there.code());
      if (there.message().startsWith("etcdserver: ")) { // Else the words of a JSON parser.
        assertThat(here.message()).isEqualTo(there.message());
      }
    } else if (here.contentType().equals("application/json")) {
      assertThat(here.lines()).isEqualTo(there.lines());
    }
  }

  /** Every method has a path, and every path is asked. */
  @Test
  void asksEveryPath() {
    long methods =
        Stream.of(
                KVGrpc.getServiceDescriptor(),
                WatchGrpc.getServiceDescriptor(),
                LeaseGrpc.getServiceDescriptor(),
                ClusterGrpc.getServiceDescriptor(),
                MaintenanceGrpc.getServiceDescriptor(),
                AuthGrpc.getServiceDescriptor())
            .map(ServiceDescriptor::getMethods)
            .flatMap(Collection::stream)
            .map(MethodDescriptor::getFullMethodName)
            .filter(name -> !name.endsWith("/RangeStream")) // Has none in etcd.
            .count();
    List<String> paths =
        Step.all().stream()
            .map(Step::path)
            .filter(path -> path.matches("/v3/(kv|watch|lease|cluster|maintenance|auth)\\b.*"))
            .filter(path -> !path.startsWith("/v3/kv/lease/") && !path.endsWith("/nothing"))
            .distinct()
            .collect(Collectors.toList());
    assertThat(paths).hasSize((int) methods);
  }
}
