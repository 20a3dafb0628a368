package io.github.loopline;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.github.loopline.junit.NetworkDefaults;
import io.github.loopline.junit.NoLeaks;
import io.github.loopline.junit.Seeded;
import io.github.loopline.junit.WireTest;
import io.github.loopline.testkit.Browser;
import io.github.loopline.testkit.Forked;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.AssertProvider;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;

/** The rules of the house, as CONTRIBUTING.md gives them under "Layout". */
class ArchitectureTests {

    private static final String ROOT = ArchitectureTests.class.getPackageName();

    /** The floor of each package below the root, those of {@code internal} counting as one. */
    private static final Map<String, Integer> FLOORS = Map.ofEntries(
            Map.entry("internal", 0),
            Map.entry("net", 0),
            Map.entry("trace", 1),
            Map.entry("fixture", 2),
            Map.entry("tls", 2),
            Map.entry("script", 3),
            Map.entry("fault", 4),
            Map.entry("stream", 5),
            Map.entry("datagram", 5),
            Map.entry("packet", 5),
            Map.entry("raw", 5),
            Map.entry("link", 6),
            Map.entry("check", 7),
            Map.entry("", 8),
            Map.entry("junit", 9));

    /** What tests start processes by. */
    private static final List<Class<?>> STARTERS = List.of(Forked.class, Browser.class);

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(location -> !location.contains("/test-classes/"))
            .withImportOption(location -> !location.contains("/junit513-classes/"))
            .importPackages(ROOT);

    private static final JavaClasses TESTS = new ClassFileImporter()
            .withImportOption(location -> location.contains("/test-classes/"))
            .importPackages(ROOT);

    @Test
    void the_library_is_seen_and_its_tests_are_not() {
        assertThat(CLASSES).hasSizeGreaterThan(60);
        assertThat(CLASSES).extracting(JavaClass::getName).noneMatch(name -> name.endsWith("Tests"));
    }

    @Test
    void every_package_has_a_floor() {
        assertThat(FLOORS.keySet())
                .containsAll(CLASSES.stream().map(ArchitectureTests::house).toList());
    }

    @Test
    void an_import_only_ever_goes_down() {
        Stream<Dependency> climbing = CLASSES.stream()
                .flatMap(origin -> origin.getDirectDependenciesFromSelf().stream())
                .filter(ArchitectureTests::climbs);

        assertThat(climbing).extracting(Dependency::getDescription).isEmpty();
    }

    @Test
    void packages_form_no_cycle() {
        slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void every_package_is_null_marked() {
        assertThat(CLASSES.stream().map(JavaClass::getPackage).distinct())
                .filteredOn(each -> !each.isAnnotatedWith(NullMarked.class))
                .isEmpty();
    }

    @Test
    void only_the_junit_package_knows_junit() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".junit..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.junit..")
                .check(CLASSES);
    }

    @Test
    void nothing_is_printed_or_logged() {
        NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(
                CLASSES.that(not(simpleName("Hold")))); // somebody has asked for it and waits
        NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING.check(CLASSES);
    }

    @Test
    void exceptions_have_a_type_of_their_own() {
        noClasses()
                .that()
                .areNotAssignableTo(Throwable.class)
                .should()
                .callConstructorWhere(
                        targetOwner(Throwable.class, Error.class, Exception.class, RuntimeException.class))
                .check(CLASSES);
    }

    /** Waiting for a future lets the fork-join pool of parallel tests start more tests than it was asked for. */
    @Test
    void no_futures_and_no_common_pool() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .areAssignableTo(CompletableFuture.class)
                .check(CLASSES);
        noClasses()
                .should()
                .callMethodWhere(target(name("parallelStream")).or(target(name("parallel"))))
                .check(CLASSES);
    }

    /** Under a preemptive timeout the body of a test runs on another thread than its callbacks. */
    @Test
    void nothing_belongs_to_a_thread() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .areAssignableTo(ThreadLocal.class)
                .check(CLASSES);
    }

    @Test
    void nothing_sleeps_not_even_a_test() {
        assertThat(TESTS).hasSizeGreaterThan(100);

        for (JavaClasses classes : List.of(CLASSES, TESTS)) {
            noClasses()
                    .should()
                    .callMethodWhere(targetOwner(Thread.class, TimeUnit.class).and(target(name("sleep"))))
                    .check(classes);
        }
    }

    /** See {@link Forked}. */
    @Test
    void tests_that_start_processes_run_alone() {
        classes()
                .that(callStartOfAProcess())
                .should()
                .beAnnotatedWith(Isolated.class)
                .check(TESTS);
    }

    private static DescribedPredicate<JavaClass> callStartOfAProcess() {
        return DescribedPredicate.describe(
                "start a process",
                type -> STARTERS.stream().noneMatch(type::isEquivalentTo)
                        && type.getAccessesFromSelf().stream()
                                .map(JavaAccess::getTargetOwner)
                                .anyMatch(owner -> owner.isEquivalentTo(ProcessBuilder.class)
                                        || STARTERS.stream().anyMatch(owner::isEquivalentTo)));
    }

    @Test
    void annotations_are_kept_at_run_time_and_documented() {
        assertThat(annotations())
                .allSatisfy(annotation -> assertThat(annotation)
                        .hasAnnotation(Documented.class)
                        .satisfies(each -> assertThat(
                                        each.getAnnotation(Retention.class).value())
                                .isEqualTo(RetentionPolicy.RUNTIME)));
    }

    /** {@code ANNOTATION_TYPE} is what lets users compose annotations of their own. */
    @Test
    void annotations_of_fixtures_go_on_whatever_holds_a_fixture() {
        assertThat(annotations())
                .filteredOn(ArchitectureTests::isFixtureAnnotation)
                .allSatisfy(annotation -> assertThat(
                                annotation.getAnnotation(Target.class).value())
                        .containsExactlyInAnyOrder(
                                ElementType.FIELD, ElementType.PARAMETER, ElementType.ANNOTATION_TYPE));
    }

    /** Else {@code assertThat(fixture)} would be ambiguous, or give the wrong assertions. */
    @Test
    void fixtures_have_no_assertions_of_assertj_itself() {
        List<Class<?>> taken = Arrays.stream(Assertions.class.getMethods())
                .filter(method -> method.getName().equals("assertThat") && method.getParameterCount() == 1)
                .<Class<?>>map(method -> method.getParameterTypes()[0])
                .filter(type -> type != Object.class && type != AssertProvider.class)
                .toList();
        assertThat(taken).contains(Iterable.class, CharSequence.class, Comparable.class);

        assertThat(ours().filter(AssertProvider.class::isAssignableFrom))
                .allSatisfy(fixture -> assertThat(taken)
                        .as("types of %s that AssertJ has assertions for", fixture)
                        .noneMatch(type -> type.isAssignableFrom(fixture)));
    }

    private static DescribedPredicate<JavaCall<?>> targetOwner(Class<?>... types) {
        return target(owner(DescribedPredicate.describe(
                "one of " + Arrays.toString(types),
                owner -> Arrays.stream(types).anyMatch(owner::isEquivalentTo))));
    }

    private static boolean climbs(Dependency dependency) {
        JavaClass origin = dependency.getOriginClass();
        JavaClass target = dependency.getTargetClass().getBaseComponentType();
        if (!isOurs(target) || house(target).equals(house(origin))) {
            return false;
        }
        int from = floor(origin);
        int to = floor(target);
        return to > from || to == from && from > 0; // the cellar is free of cycles, which is enough
    }

    private static boolean isOurs(JavaClass type) {
        return type.getPackageName().equals(ROOT) || type.getPackageName().startsWith(ROOT + ".");
    }

    private static int floor(JavaClass type) {
        return FLOORS.getOrDefault(house(type), 0);
    }

    /** Return the name of the package directly below the root, empty for the root itself. */
    private static String house(JavaClass type) {
        String below = type.getPackageName().substring(ROOT.length());
        return below.isEmpty() ? "" : below.split("\\.")[1];
    }

    private static Stream<Class<?>> ours() {
        return CLASSES.stream().map(JavaClass::reflect);
    }

    private static Stream<Class<?>> annotations() {
        return ours().filter(Class::isAnnotation);
    }

    private static boolean isFixtureAnnotation(Class<?> annotation) {
        ExtendWith extendWith = annotation.getAnnotation(ExtendWith.class);
        return extendWith != null
                && !Set.of(NetworkDefaults.class, Seeded.class, WireTest.class, NoLeaks.class)
                        .contains(annotation) // which declare nothing
                && Arrays.stream(extendWith.value())
                        .anyMatch(extension -> extension.getSimpleName().equals("FixtureExtension"));
    }
}
