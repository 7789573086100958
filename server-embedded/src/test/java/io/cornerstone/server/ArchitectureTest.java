package io.cornerstone.server;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.Test;

/** The arrows between the packages of the server, and what only {@code env} may touch. */
class ArchitectureTest {
  private static final String SERVER = "io.cornerstone.server";
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.cornerstone");

  @Test
  void purePackagesSeeMessagesAndCollectionsOnly() {
    pure("raft", "raft");
    pure("lease", "lease");
    pure("mvcc", "mvcc", "raft");
    pure("apply", "apply", "mvcc", "lease", "raft");
  }

  private static void pure(String name, String... seen) {
    String[] allowed = new String[seen.length + 6];
    for (int i = 0; i < seen.length; i++) {
      allowed[i] = SERVER + "." + seen[i] + "..";
    }
    allowed[seen.length] = "java.lang..";
    allowed[seen.length + 1] = "java.util..";
    allowed[seen.length + 2] = "com.google.protobuf..";
    allowed[seen.length + 3] = "io.cornerstone.protocol..";
    allowed[seen.length + 4] = "org.jspecify..";
    allowed[seen.length + 5] = "com.google.errorprone.annotations..";
    classes()
        .that()
        .resideInAPackage(SERVER + "." + name + "..")
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(allowed)
                .or(named("java.io.Serializable", "java.io.IOException", "java.io.OutputStream"))
                .or(named("java.nio.ByteBuffer"))
                .or(named("java.io.UncheckedIOException", SERVER + ".env.Invariant")))
        .because("a pure package knows no thread, clock, socket or file")
        .check(CLASSES);
  }

  private static DescribedPredicate<JavaClass> named(String... names) {
    return DescribedPredicate.describe(
        "are one of " + String.join(", ", names),
        type -> Arrays.asList(names).contains(type.getName()));
  }

  @Test
  void storageKnowsNothingAboveIt() {
    noClasses()
        .that()
        .resideInAnyPackage(SERVER + ".wal..", SERVER + ".store..", SERVER + ".watch..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            SERVER,
            SERVER + ".member..",
            SERVER + ".peer..",
            SERVER + ".rpc..",
            SERVER + ".cli..",
            "io.grpc..")
        .check(CLASSES);
  }

  @Test
  void theMemberKnowsNoServiceAndNoCommandLine() {
    noClasses()
        .that()
        .resideInAnyPackage(SERVER + ".member..", SERVER + ".peer..", SERVER + ".snapshot..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(SERVER, SERVER + ".rpc..", SERVER + ".cli..")
        .check(CLASSES);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching(SERVER + ".(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void ofTheClientTheServerUsesTheProtocolAlone() {
    noClasses()
        .that(resideInAPackage(SERVER + "..").and(not(resideInAPackage(SERVER + ".cli.."))))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.cornerstone.client..")
        .check(CLASSES);
  }

  @Test
  void theControlCommandIsAClient() {
    noClasses()
        .that()
        .resideInAPackage("io.cornerstone.ctl..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            SERVER + "..", "io.cornerstone.client.internal..", "io.grpc..", "com.google.protobuf..")
        .because("it stands on the public client alone")
        .check(CLASSES);
    slices().matching("io.cornerstone.ctl.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void nothingThatIsEmbeddedNeedsTheControlCommand() {
    noClasses()
        .that(
            resideInAPackage(SERVER + "..")
                .and(not(resideInAnyPackage(SERVER + ".cli..", SERVER + ".utl.."))))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.cornerstone.ctl..", "picocli..")
        .because("picocli is there in the executable jar alone")
        .check(CLASSES);
  }

  @Test
  void timeThreadsAndChanceComeFromEnv() {
    noClasses()
        .that(resideInAPackage(SERVER + "..").and(not(resideInAPackage(SERVER + ".env.."))))
        .should()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(Thread.class, "sleep", long.class)
        .orShould()
        .callConstructor(Thread.class, Runnable.class)
        .orShould()
        .callConstructor(Thread.class, Runnable.class, String.class)
        .orShould()
        .callConstructor(Random.class)
        .orShould()
        .callMethod(ForkJoinPool.class, "commonPool")
        .check(CLASSES);
  }

  @Test
  void theLogOfTheProcessAloneKnowsTheJdksLogging() {
    noClasses()
        .that(resideInAPackage(SERVER + "..").and(not(resideInAPackage(SERVER + ".log.."))))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.util.logging..")
        .check(CLASSES);
    noClasses()
        .that(resideInAPackage(SERVER + "..").and(not(resideInAPackage(SERVER + ".cli.."))))
        .and(not(resideInAPackage(SERVER + ".log..")))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(SERVER + ".log..")
        .because("who embeds the server brings a log of their own")
        .check(CLASSES);
  }
}
