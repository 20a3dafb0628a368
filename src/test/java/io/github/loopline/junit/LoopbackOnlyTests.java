package io.github.loopline.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.TestInstance.Lifecycle.PER_CLASS;

import io.github.loopline.stream.StreamServer;
import io.github.loopline.testkit.Elsewhere;
import io.github.loopline.testkit.Run;
import io.github.loopline.testkit.Samples;
import java.io.IOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.net.ProxySelector;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Isolated;

/** Which tests the annotation guards, and when. */
@Isolated
class LoopbackOnlyTests {

    /** Leaves loopback, for nothing. */
    private static void leave() {
        assertThatThrownBy(() -> {
                    try (Socket socket = new Socket()) {
                        socket.connect(Elsewhere.refusing());
                    }
                })
                .isInstanceOf(IOException.class);
    }

    private static AbstractThrowableAssert<?, ?> assertTold(Throwable failure) {
        return assertThat(failure)
                .isExactlyInstanceOf(AssertionError.class)
                .hasMessageStartingWith("The code under test must connect to loopback only but connected to:\n  TCP to "
                        + Elsewhere.address().getHostAddress() + ":1, an address of this machine, by thread [");
    }

    @Test
    void a_class_is_guarded_wherever_its_code_is() {
        assertThat(Elsewhere.address()).isNotNull();
        ProxySelector before = ProxySelector.getDefault();
        Run run = Samples.run(ClassTestCase.class, HeirTestCase.class);

        for (String test : new String[] {"leaves", "inherited", "nested", "factory", "repeated#1"}) {
            assertTold(run.failure(test)).hasMessageContaining("LoopbackOnlyTests.leave(");
        }
        run.succeeded("stays").succeeded("again").succeeded("ClassTestCase").succeeded("InnerTestCase");
        assertThat(ProxySelector.getDefault()).isSameAs(before);
    }

    @LoopbackOnly
    static class ClassTestCase {

        @Test
        void leaves() {
            leave();
        }

        @Test
        void stays(@TcpServer StreamServer server) throws IOException {
            new Socket(server.address().getAddress(), server.port()).close();
        }

        @RepeatedTest(1)
        void repeated() {
            leave();
        }

        @TestFactory
        Stream<DynamicTest> factory() {
            return Stream.of(DynamicTest.dynamicTest("one", LoopbackOnlyTests::leave));
        }

        @Nested
        class InnerTestCase {

            @Test
            void nested() {
                leave();
            }
        }
    }

    @LoopbackOnly
    static class BaseTestCase {}

    static class HeirTestCase extends BaseTestCase {

        @Test
        void inherited() {
            leave();
        }

        @Test
        void again() {
            // a test that stays
        }
    }

    @Test
    void a_method_is_guarded_alone_also_by_an_annotation_of_the_user() {
        assertThat(Elsewhere.address()).isNotNull();
        Run run = Samples.run(MethodTestCase.class);

        assertTold(run.failure("guarded"));
        assertTold(run.failure("composed"));
        run.succeeded("free");
    }

    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @LoopbackOnly
    @Test
    @interface UnitTest {}

    static class MethodTestCase {

        @Test
        @LoopbackOnly
        void guarded() {
            leave();
        }

        @UnitTest
        void composed() {
            leave();
        }

        @Test
        void free() {
            leave();
        }
    }

    @Test
    void constructor_and_callbacks_are_the_tests_and_the_rest_is_the_classs() {
        assertThat(Elsewhere.address()).isNotNull();
        Run run = Samples.run(
                ConstructorTestCase.class,
                BeforeTestCase.class,
                AfterTestCase.class,
                BeforeAllTestCase.class,
                PerClassTestCase.class);

        assertTold(run.failure("constructor")).hasMessageContaining("ConstructorTestCase.<init>(");
        assertTold(run.failure("before")).hasMessageContaining("BeforeTestCase.beforeEach(");
        assertTold(run.failure("after")).hasMessageContaining("AfterTestCase.afterEach(");
        run.succeeded("beforeAll").succeeded("perClass");
        assertTold(run.failure("BeforeAllTestCase")).hasMessageContaining("BeforeAllTestCase.beforeTests(");
        assertTold(run.failure("PerClassTestCase")).hasMessageContaining("PerClassTestCase.<init>(");
    }

    @LoopbackOnly
    static class ConstructorTestCase {

        ConstructorTestCase() {
            leave();
        }

        @Test
        void constructor() {
            // the constructor has left
        }
    }

    @LoopbackOnly
    static class BeforeTestCase {

        @BeforeEach
        void beforeEach() {
            leave();
        }

        @Test
        void before() {
            // it has left
        }
    }

    @LoopbackOnly
    static class AfterTestCase {

        @Test
        void after() {
            // it will leave
        }

        @AfterEach
        void afterEach() {
            leave();
        }
    }

    @LoopbackOnly
    static class BeforeAllTestCase {

        @BeforeAll
        static void beforeTests() {
            leave();
        }

        @Test
        void beforeAll() {
            // the class has left
        }
    }

    @LoopbackOnly
    @TestInstance(PER_CLASS)
    static class PerClassTestCase {

        PerClassTestCase() {
            leave();
        }

        @Test
        void perClass() {
            // the class has left
        }
    }

    @Test
    void the_failure_of_the_test_comes_first() {
        assertThat(Elsewhere.address()).isNotNull();
        Run run = Samples.run(FailingTestCase.class);

        Throwable failure = run.failure("fails");
        assertThat(failure).isExactlyInstanceOf(IOException.class).hasMessage("no answer");
        assertTold(failure.getSuppressed()[0]);
    }

    static class FailingTestCase {

        @Test
        @LoopbackOnly
        void fails() throws IOException {
            leave();
            throw new IOException("no answer");
        }
    }

    /** Else the sockets of others would be taken for its own. */
    @Test
    void a_guarded_test_runs_alone() {
        Samples.run(AloneTestCase.class, OtherTestCase.class).succeeded(8);

        assertThat(Presence.MET).isEmpty();
    }

    /** Whom guarded tests have met. */
    private static final class Presence {

        static final Set<String> HERE = ConcurrentHashMap.newKeySet();
        static final Set<String> MET = ConcurrentHashMap.newKeySet();

        private Presence() {}

        static void be(String who) throws InterruptedException {
            HERE.add(who);
            assertThat(new CountDownLatch(1).await(20, TimeUnit.MILLISECONDS)).isFalse();
            if (who.startsWith("guarded") && HERE.size() > 1) {
                MET.addAll(HERE);
            }
            HERE.remove(who);
        }
    }

    static class AloneTestCase {

        @Test
        @LoopbackOnly
        void one() throws InterruptedException {
            Presence.be("guarded one");
        }

        @Test
        @LoopbackOnly
        void two() throws InterruptedException {
            Presence.be("guarded two");
        }

        @RepeatedTest(2)
        void beside() throws InterruptedException {
            Presence.be("beside");
        }
    }

    static class OtherTestCase {

        @RepeatedTest(4)
        void other() throws InterruptedException {
            Presence.be("other");
        }
    }
}
