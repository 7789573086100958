package io.cornerstone.recipes;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.cornerstone.recipes");

  @Test
  void recipesUseThePublicClientAlone() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.cornerstone.client.internal..",
            "io.cornerstone.server..",
            "io.cornerstone.testkit..",
            "io.grpc..",
            "com.google.protobuf..")
        .check(CLASSES);
  }
}
