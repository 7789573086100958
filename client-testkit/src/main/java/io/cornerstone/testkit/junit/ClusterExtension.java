package io.cornerstone.testkit.junit;

import io.cornerstone.client.Client;
import io.cornerstone.server.ServerConfig;
import io.cornerstone.testkit.cluster.TestCluster;
import java.lang.reflect.AnnotatedElement;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Resolves the parameters that {@link WithCluster} promises. Clusters and clients live in JUnit's
 * store, which closes them with the class or the test that they belong to.
 */
final class ClusterExtension implements ParameterResolver, BeforeEachCallback {
  private static final Namespace NAMESPACE = Namespace.create(ClusterExtension.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == TestCluster.class || type == Client.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    TestCluster cluster = cluster(context);
    if (parameter.getParameter().getType() == TestCluster.class) {
      return cluster;
    }
    return context
        .getStore(NAMESPACE)
        .computeIfAbsent(Client.class, type -> cluster.newClient(), Client.class);
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    started(context).ifPresent(TestCluster::restartAll);
  }

  private static Optional<TestCluster> started(ExtensionContext context) {
    ExtensionContext owner = owner(context);
    return Optional.ofNullable(owner.getStore(NAMESPACE).get(key(owner), TestCluster.class));
  }

  private static TestCluster cluster(ExtensionContext context) {
    ExtensionContext owner = owner(context);
    WithCluster wanted = annotation(owner).orElseThrow();
    return owner
        .getStore(NAMESPACE)
        .computeIfAbsent(key(owner), id -> start(wanted), TestCluster.class);
  }

  /** Stores see those of their parents: the id keeps a method's cluster apart from its class's. */
  private static String key(ExtensionContext owner) {
    return owner.getUniqueId();
  }

  /** The innermost context whose test class or method carries the annotation. */
  private static ExtensionContext owner(ExtensionContext context) {
    ExtensionContext current = context;
    while (annotation(current).isEmpty()) {
      current =
          current
              .getParent()
              .orElseThrow(
                  () -> new ParameterResolutionException("@WithCluster is missing on the test"));
    }
    return current;
  }

  private static Optional<WithCluster> annotation(ExtensionContext context) {
    Optional<AnnotatedElement> element = context.getElement();
    return element.flatMap(
        annotated -> AnnotationSupport.findAnnotation(annotated, WithCluster.class));
  }

  private static TestCluster start(WithCluster wanted) {
    return TestCluster.start(wanted.members(), builder -> configure(builder, wanted));
  }

  private static ServerConfig.Builder configure(ServerConfig.Builder builder, WithCluster wanted) {
    if (wanted.snapshotCount() > 0) {
      builder.snapshotCount(wanted.snapshotCount());
    }
    if (wanted.snapshotCatchUpEntries() >= 0) {
      builder.snapshotCatchUpEntries(wanted.snapshotCatchUpEntries());
    }
    if (wanted.heartbeatMillis() > 0) {
      builder.heartbeatInterval(Duration.ofMillis(wanted.heartbeatMillis()));
    }
    if (wanted.electionMillis() > 0) {
      builder.electionTimeout(Duration.ofMillis(wanted.electionMillis()));
    }
    return builder;
  }
}
