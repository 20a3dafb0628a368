package io.github.loopline.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.Loopback;
import io.github.loopline.stream.StreamServer;
import io.github.loopline.testkit.Run;
import io.github.loopline.testkit.Samples;
import io.github.loopline.testkit.Trace;
import io.github.loopline.testkit.Traced;
import io.github.loopline.trace.EventKind;
import java.net.ServerSocket;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which parameters can be fixtures, and how long these then live. */
class ParameterLifetimeTests {

    @Test
    void a_constructor_parameter_lives_as_long_as_the_test_instance() {
        Run run = Samples.run(ConstructorTestCase.class).succeeded(2);

        assertThat(run.openAfter("one")).doesNotContain("instance of one");
        assertThat(run.openAfter("two")).doesNotContain("instance of two");
        assertThat(run.trace().fixture("instance of one"))
                .isNotSameAs(run.trace().fixture("instance of two"));
    }

    @Traced
    static class ConstructorTestCase {

        private final StreamServer server;

        ConstructorTestCase(TestInfo test, @TcpServer StreamServer server, Trace trace) {
            this.server = trace.see(
                    "instance of " + test.getTestMethod().orElseThrow().getName(), server);
        }

        @Test
        void one(Trace trace) {
            trace.see("instance of one", server);
        }

        @Test
        void two(Trace trace) {
            trace.see("instance of two", server);
        }
    }

    @Test
    void a_constructor_parameter_of_an_instance_per_class_lives_to_the_end_of_the_class() {
        Run run = Samples.run(PerClassConstructorTestCase.class).succeeded(2);

        assertThat(run.openAfter("one")).containsExactly("instance");
        assertThat(run.openAfter("two")).containsExactly("instance");
        assertThat(run.openAfter("PerClassConstructorTestCase")).isEmpty();
    }

    @Traced
    @TestInstance(Lifecycle.PER_CLASS)
    static class PerClassConstructorTestCase {

        private final StreamServer server;

        PerClassConstructorTestCase(@TcpServer StreamServer server, Trace trace) {
            this.server = trace.see("instance", server);
        }

        @BeforeAll
        void before(Trace trace) {
            trace.see("instance", server);
        }

        @Test
        void one(Trace trace) {
            trace.see("instance", server);
        }

        @Test
        void two(Trace trace) {
            trace.see("instance", server);
        }
    }

    @Test
    void the_constructor_of_a_nested_class_takes_fixtures_beside_the_outer_instance() {
        Run run = Samples.run(NestedConstructorTestCase.class).succeeded(1);

        assertThat(run.openAfter("test")).isEmpty();
        assertThat(Events.order(run, "net", EventKind.STOPPED)).containsExactly("list", "inner", "outer");
    }

    @Traced
    static class NestedConstructorTestCase {

        private final StreamServer outer;

        NestedConstructorTestCase(@TcpServer StreamServer outer) {
            this.outer = outer;
        }

        @Nested
        class Inner {

            Inner(
                    @TcpServer StreamServer inner,
                    Loopback net,
                    @TcpServer(count = 1) List<StreamServer> list,
                    Trace trace) {
                trace.see("outer", outer);
                trace.see("inner", inner);
                trace.see("net", net);
                trace.see("list", list.get(0));
            }

            @Test
            void test() {}
        }
    }

    @Test
    void parameters_of_before_all_and_after_all_live_to_the_end_of_the_class() {
        Run run = Samples.run(AllTestCase.class).succeeded(1);

        assertThat(run.openAfter("test")).containsExactly("before");
        assertThat(run.openAfter("AllTestCase")).isEmpty();
        assertThat(run.trace().lines()).containsExactly("after all: before is open");
    }

    @Traced
    static class AllTestCase {

        @BeforeAll
        static void before(@TcpServer StreamServer server, Trace trace) {
            trace.see("before", server);
        }

        @Test
        void test(Trace trace) {}

        @AfterAll
        static void after(@TcpServer StreamServer server, Trace trace) {
            trace.see("after", server);
            trace.add("after all: before is " + (Trace.isOpen(trace.fixture("before")) ? "open" : "closed"));
        }
    }

    @Test
    void parameters_of_a_test_and_around_it_live_to_its_end_and_close_the_last_one_first() {
        Run run = Samples.run(EachTestCase.class).succeeded(1);

        assertThat(run.openAfter("test")).isEmpty();
        assertThat(run.trace().lines()).containsExactly("opened [before, first, second, after]");
        assertThat(Events.order(run, "net", EventKind.STOPPED)).containsExactly("after", "second", "first", "before");
    }

    @Traced
    static class EachTestCase {

        @BeforeEach
        void before(@TcpServer StreamServer server, Trace trace) {
            trace.see("before", server);
        }

        @Test
        void test(@TcpServer StreamServer first, @TcpServer StreamServer second, Loopback net, Trace trace) {
            trace.see("before", trace.fixture("before"));
            trace.see("first", first);
            trace.see("second", second);
            trace.see("net", net);
        }

        @AfterEach
        void after(@TcpServer StreamServer server, Loopback net, Trace trace) {
            for (String name : List.of("before", "first", "second")) {
                trace.see(name, trace.fixture(name));
            }
            trace.see("after", server);
            trace.see("net", net); // the same one
            trace.add("opened " + Events.order(trace, "net", EventKind.OPENED));
        }
    }

    @Test
    void each_repetition_has_fixtures_of_its_own() {
        Run run = Samples.run(RepeatedTestCase.class).succeeded(3);

        for (int i = 1; i <= 3; i++) {
            assertThat(run.openAfter("test#" + i)).doesNotContain("field " + i, "parameter " + i);
        }
    }

    @Traced
    static class RepeatedTestCase {

        @TcpServer
        StreamServer field;

        @RepeatedTest(3)
        void test(RepetitionInfo repetition, @TcpServer StreamServer parameter, Trace trace) {
            trace.see("field " + repetition.getCurrentRepetition(), field);
            trace.see("parameter " + repetition.getCurrentRepetition(), parameter);
        }
    }

    @Test
    void a_fixture_stands_beside_the_arguments_of_a_parameterized_test() {
        Run run = Samples.run(ParameterizedTestCase.class).succeeded(2);

        assertThat(run.openAfter("test#1")).doesNotContain("of a");
        assertThat(run.openAfter("test#2")).doesNotContain("of b");
    }

    @Traced
    static class ParameterizedTestCase {

        @ParameterizedTest
        @ValueSource(strings = {"a", "b"})
        void test(String argument, @TcpServer StreamServer server, Trace trace) {
            trace.see("of " + argument, server);
        }
    }

    @Test
    void a_fixture_of_a_test_factory_is_open_in_all_its_dynamic_tests() {
        Run run = Samples.run(FactoryTestCase.class).succeeded(2);

        assertThat(run.openAfter("factory#1")).containsExactly("field", "parameter");
        assertThat(run.openAfter("factory#2")).containsExactly("field", "parameter");
        assertThat(run.openAfter("factory")).isEmpty();
    }

    @Traced
    static class FactoryTestCase {

        @TcpServer
        StreamServer field;

        @TestFactory
        Stream<DynamicTest> factory(@TcpServer StreamServer parameter, Trace trace) {
            return Stream.of("a", "b")
                    .map(name -> DynamicTest.dynamicTest(name, () -> {
                        trace.see("field", field);
                        trace.see("parameter", parameter);
                    }));
        }
    }

    @Test
    void a_parameter_takes_several_fixtures_as_a_list() {
        Run run = Samples.run(ListTestCase.class).succeeded(1);

        assertThat(run.openAfter("test")).isEmpty();
    }

    @Traced
    static class ListTestCase {

        @Test
        void test(
                @TcpServer(count = 2) List<ServerSocket> listeners,
                @TcpServer(count = 2) List<? extends StreamServer> servers,
                Trace trace) {
            assertThat(listeners).hasSize(2).isUnmodifiable();
            assertThat(servers).hasSize(2).isUnmodifiable();
            for (int i = 0; i < 2; i++) {
                trace.see("listener " + i, listeners.get(i));
                trace.see("server " + i, servers.get(i));
            }
        }
    }
}
