package io.cornerstone.client;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.cornerstone.client.internal.env.Env;
import io.cornerstone.protocol.EtcdError;
import io.cornerstone.protocol.StatusCode;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ArchitectureTest::isMain)
          .importPackages("io.cornerstone.client");

  private static final String MICROMETER = "io.cornerstone.client.observe.micrometer";
  private static final String OPEN_TELEMETRY = "io.cornerstone.client.observe.opentelemetry";

  private static final Set<String> PROTOCOL_IN_PUBLIC =
      Set.of(EtcdError.class.getName(), StatusCode.class.getName());

  @Test
  void publicSignaturesKnowOnlyTheJdkAndUs() {
    classes()
        .that()
        .resideOutsideOfPackages("..internal..", MICROMETER, OPEN_TELEMETRY)
        .and()
        .arePublic()
        .should(haveCleanSignatures())
        .check(CLASSES);
  }

  @Test
  void eachOptionalLibraryIsKnownToOnePackage() {
    noClasses()
        .that()
        .resideOutsideOfPackage(MICROMETER)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.micrometer..", MICROMETER)
        .check(CLASSES);
    noClasses()
        .that()
        .resideOutsideOfPackage(OPEN_TELEMETRY)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.opentelemetry..", OPEN_TELEMETRY)
        .check(CLASSES);
    noClasses()
        .that()
        .resideOutsideOfPackage("io.cornerstone.client.internal.observe")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("jdk.jfr..")
        .check(CLASSES);
  }

  @Test
  void publicPackagesUseNoLibrary() {
    noClasses()
        .that()
        .resideOutsideOfPackage("..internal..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.grpc..",
            "com.google.protobuf..",
            "com.google.common..",
            "io.github.resilience4j..",
            "org.snakeyaml..")
        .check(CLASSES);
  }

  @Test
  void partsDoNotReachInside() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "io.cornerstone.client.kv",
            "io.cornerstone.client.txn",
            "io.cornerstone.client.lease",
            "io.cornerstone.client.watch",
            "io.cornerstone.client.cluster",
            "io.cornerstone.client.maintenance",
            "io.cornerstone.client.auth",
            "io.cornerstone.client.lock",
            "io.cornerstone.client.election")
        .should()
        .dependOnClassesThat(
            resideInAPackage("..internal..").and(not(resideInAPackage("..internal.flow.."))))
        .check(CLASSES);
  }

  @Test
  void whatPublishersShareKnowsNothingOfTheClient() {
    noClasses()
        .that()
        .resideInAPackage("..internal.flow..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("io.cornerstone..").and(not(resideInAPackage("..internal.flow.."))))
        .check(CLASSES);
  }

  @Test
  void partsAreFreeOfCycles() {
    // The front door knows all parts, and all parts its values; among themselves they are layers.
    slices()
        .matching(
            "io.cornerstone.client.(kv|txn|lease|watch|cluster|maintenance|auth|lock|election)..")
        .should()
        .beFreeOfCycles()
        .check(CLASSES);
    slices()
        .matching("io.cornerstone.client.internal.(*)..")
        .should()
        .beFreeOfCycles()
        .check(CLASSES);
  }

  @Test
  void onlyTheEnvironmentTouchesTimeThreadsAndChance() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.cornerstone.client.internal.env")
        .should()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(Thread.class, "sleep", long.class)
        .orShould()
        .callConstructor(Thread.class, Runnable.class)
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.util.Random")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.util.concurrent.ThreadLocalRandom")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.util.concurrent.ForkJoinPool")
        .orShould()
        .dependOnClassesThat()
        .resideInAPackage("java.util.logging")
        .check(CLASSES);
  }

  /** A clock that is set must not move leases, deadlines or pauses. */
  @Test
  void onlyTheEndOfATokenIsReadOffTheTimeOfDay() {
    noClasses()
        .that()
        .doNotHaveSimpleName("Tokens")
        .should()
        .callMethod(Env.class, "wallMillis")
        .check(CLASSES);
  }

  @Test
  void theStateMachinesArePure() {
    noClasses()
        .that()
        .haveSimpleName("WatchMux")
        .or()
        .haveSimpleName("KeepAliveSchedule")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.grpc..", "..internal.transport..", "..internal.env..", "..internal.callback..")
        .check(CLASSES);
  }

  private static ArchCondition<JavaClass> haveCleanSignatures() {
    return new ArchCondition<>("name only types of the JDK and ours in public signatures") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        type.getMethods().stream()
            .filter(ArchitectureTest::isExposed)
            .forEach(method -> check(type, method, events));
        type.getConstructors().stream()
            .filter(ArchitectureTest::isExposed)
            .forEach(constructor -> check(type, constructor, events));
        for (JavaField field : type.getFields()) {
          if (field.getModifiers().contains(JavaModifier.PUBLIC)) {
            field.getAllInvolvedRawTypes().forEach(t -> check(type, t, events));
          }
        }
      }

      private void check(JavaClass type, JavaCodeUnit unit, ConditionEvents events) {
        Stream.of(
                unit.getReturnType().getAllInvolvedRawTypes().stream(),
                unit.getParameterTypes().stream()
                    .flatMap(parameter -> parameter.getAllInvolvedRawTypes().stream()),
                unit.getExceptionTypes().stream())
            .flatMap(stream -> stream)
            .forEach(t -> check(type, t, events));
      }

      private void check(JavaClass type, JavaClass used, ConditionEvents events) {
        JavaClass base = used.getBaseComponentType();
        boolean clean =
            base.isPrimitive()
                || base.getName().startsWith("java.")
                || PROTOCOL_IN_PUBLIC.contains(base.getName())
                || (base.getName().startsWith("io.cornerstone.client.")
                    && !base.getPackageName().contains(".internal"));
        if (!clean) {
          events.add(
              SimpleConditionEvent.violated(type, type.getName() + " exposes " + base.getName()));
        }
      }
    };
  }

  /** Whatever tool compiled them: classes of tests lie in a directory that is named for it. */
  private static boolean isMain(Location location) {
    return !location.contains("/test-classes/") && !location.contains("/client-core/test/");
  }

  private static boolean isExposed(JavaCodeUnit unit) {
    return unit.getModifiers().contains(JavaModifier.PUBLIC)
        || unit.getModifiers().contains(JavaModifier.PROTECTED);
  }
}
