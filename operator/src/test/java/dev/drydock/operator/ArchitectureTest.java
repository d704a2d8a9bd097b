// SPDX-License-Identifier: Apache-2.0
package dev.drydock.operator;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import io.fabric8.kubernetes.client.CustomResource;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** Holds the module to the rules of the architecture. */
final class ArchitectureTest {
  private static final JavaClasses CLASSES = main();

  private static JavaClasses main() {
    // names are enough for the rules, and reading what we depend on would take a minute
    ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
    return new ClassFileImporter()
        .withImportOption(new ImportOption.DoNotIncludeTests())
        .withImportOption(new ImportOption.DoNotIncludeJars())
        .importPackages("dev.drydock.operator", "dev.drydock.kubernetes");
  }

  @Test
  void packages_have_no_cycles() {
    SlicesRuleDefinition.slices()
        .matching("dev.drydock.(**)")
        .should()
        .beFreeOfCycles()
        .check(CLASSES);
  }

  @Test
  void every_package_says_what_it_is_for_and_is_null_marked() {
    var bare =
        CLASSES.stream()
            .map(JavaClass::getPackage)
            .filter(
                p ->
                    p.tryGetPackageInfo()
                        .filter(info -> info.isAnnotatedWith(NullMarked.class))
                        .isEmpty())
            .map(p -> p.getName())
            .collect(Collectors.toSet());

    assertThat(bare).as("packages without a @NullMarked package-info").isEmpty();
  }

  @Test
  void the_time_comes_from_a_clock() {
    noClasses()
        .should()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(LocalDate.class, "now")
        .orShould()
        .callMethod(LocalDateTime.class, "now")
        .orShould()
        .callMethod(OffsetDateTime.class, "now")
        .orShould()
        .callMethod(ZonedDateTime.class, "now")
        .orShould()
        .callConstructor(Date.class)
        .check(CLASSES);
  }

  @Test
  void nobody_waits_by_sleeping() {
    noClasses().should().callMethod(Thread.class, "sleep", long.class).check(CLASSES);
  }

  @Test
  void fakes_are_written_by_hand() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.mockito..", "org.easymock..")
        .check(
            new ClassFileImporter()
                .importPackages("dev.drydock.operator", "dev.drydock.kubernetes"));
  }

  @Test
  void the_operator_uses_only_the_job_contract_of_the_mover() {
    noClasses()
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.drydock.mover..")
                .and(not(resideInAnyPackage("dev.drydock.mover.job", "dev.drydock.mover.failure"))))
        .check(CLASSES);
  }

  @Test
  void decisions_are_made_without_the_kubernetes_client() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "dev.drydock.operator.platform..",
            "dev.drydock.operator.schedule..",
            "dev.drydock.operator.metrics..",
            "dev.drydock.operator.notification..",
            "dev.drydock.operator.runbook..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("io.fabric8.kubernetes.client..", "io.javaoperatorsdk..")
                .and(not(type(CustomResource.class))))
        .check(CLASSES);
  }

  @Test
  void the_control_plane_knows_no_platform() {
    noClasses()
        .that()
        .resideInAPackage("dev.drydock.operator..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.drydock.kubernetes..")
        .check(CLASSES);
  }

  @Test
  void the_operator_knows_neither_docker_nor_s3() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "com.github.dockerjava..",
            "software.amazon..",
            "dev.drydock.compose..",
            "dev.drydock.apiserver..")
        .check(CLASSES);
  }
}
