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
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Where a field holds a fixture, and how long it then lives. */
class FieldLifetimeTests {

    @Test
    void an_instance_field_has_a_fresh_fixture_for_each_test() {
        Run run = Samples.run(InstanceFieldTestCase.class).succeeded(2);

        assertThat(run.openAfter("one")).doesNotContain("field of one");
        assertThat(run.openAfter("two")).doesNotContain("field of two");
        assertThat(run.trace().fixture("field of one")).isNotSameAs(run.trace().fixture("field of two"));
    }

    @Traced
    static class InstanceFieldTestCase {

        @TcpServer
        StreamServer field;

        @BeforeEach
        void before(Trace trace, TestInfo test) {
            trace.see("field of " + test.getTestMethod().orElseThrow().getName(), field);
        }

        @Test
        void one(Trace trace) {
            trace.see("field of one", field);
        }

        @Test
        void two(Trace trace) {
            trace.see("field of two", field);
        }

        @AfterEach
        void after(Trace trace, TestInfo test) {
            trace.see("field of " + test.getTestMethod().orElseThrow().getName(), field);
        }
    }

    @Test
    void an_instance_field_of_an_instance_per_class_has_one_fixture_for_all_tests() {
        Run run = Samples.run(PerClassFieldTestCase.class).succeeded(2);

        assertThat(run.openAfter("one")).containsExactly("field");
        assertThat(run.openAfter("two")).containsExactly("field");
        assertThat(run.openAfter("PerClassFieldTestCase")).isEmpty();
    }

    @Traced
    @TestInstance(Lifecycle.PER_CLASS)
    static class PerClassFieldTestCase {

        @TcpServer
        StreamServer field;

        @BeforeAll
        void before(Trace trace) {
            trace.see("field", field);
        }

        @Test
        void one(Trace trace) {
            trace.see("field", field);
        }

        @Test
        void two(Trace trace) {
            trace.see("field", field);
        }

        @AfterAll
        void after(Trace trace) {
            trace.see("field", field);
        }
    }

    @Test
    void a_static_field_has_one_fixture_for_the_class() {
        Run run = Samples.run(StaticFieldTestCase.class).succeeded(2);

        assertThat(run.openAfter("one")).containsExactly("static");
        assertThat(run.openAfter("two")).containsExactly("static");
        assertThat(run.openAfter("StaticFieldTestCase")).isEmpty();
    }

    @Traced
    static class StaticFieldTestCase {

        @TcpServer
        static StreamServer field;

        @BeforeAll
        static void before(Trace trace) {
            trace.see("static", field);
        }

        @Test
        void one(Trace trace) {
            trace.see("static", field);
        }

        @Test
        void two(Trace trace) {
            trace.see("static", field);
        }

        @AfterAll
        static void after(Trace trace) {
            trace.see("static", field);
        }
    }

    @Test
    void a_class_that_runs_again_gets_a_new_static_fixture() {
        Run first = Samples.run(RepeatedRunTestCase.class).succeeded(1);
        Run second = Samples.run(RepeatedRunTestCase.class).succeeded(1);

        assertThat(second.trace().fixture("static")).isNotSameAs(first.trace().fixture("static"));
    }

    @Traced
    static class RepeatedRunTestCase {

        @TcpServer
        static StreamServer field;

        @Test
        void test(Trace trace) {
            trace.see("static", field);
        }
    }

    @Test
    void private_fields_hold_fixtures() {
        Run run = Samples.run(PrivateFieldsTestCase.class).succeeded(1);

        assertThat(run.openAfter("test")).containsExactly("static");
        assertThat(run.openAfter("PrivateFieldsTestCase")).isEmpty();
    }

    @Traced
    static class PrivateFieldsTestCase {

        @TcpServer
        private static StreamServer shared;

        @TcpServer
        private StreamServer own;

        @Test
        void test(Trace trace) {
            trace.see("static", shared);
            trace.see("own", own);
        }
    }

    @Test
    void inherited_fields_are_opened_before_those_of_the_subclass_and_closed_after() {
        Run run = Samples.run(InheritingTestCase.class).succeeded(1);

        assertThat(run.trace().lines()).containsExactly("opened [base, sub]");
        assertThat(Events.order(run, "net", EventKind.STOPPED)).containsExactly("sub", "base");
        assertThat(run.openAfter("test")).isEmpty();
    }

    static class Base {

        @TcpServer
        private StreamServer field;

        void see(Trace trace) {
            trace.see("base", field);
        }
    }

    @Traced
    static class InheritingTestCase extends Base {

        @TcpServer
        private StreamServer field; // hides that of the base

        @Test
        void test(Trace trace, Loopback net) {
            see(trace);
            trace.see("sub", field);
            trace.see("net", net);
            trace.add("opened " + Events.order(trace, "net", EventKind.OPENED));
        }
    }

    @Test
    void a_nested_test_has_the_fields_of_the_classes_around_it() {
        Run run = Samples.run(OuterTestCase.class).succeeded(2);

        assertThat(run.openAfter("outside")).contains("static").doesNotContain("outer of outside");
        assertThat(run.openAfter("inside")).contains("static").doesNotContain("outer of inside", "inner");
        assertThat(run.openAfter("OuterTestCase")).isEmpty();
        assertThat(run.trace().fixture("outer of inside"))
                .isNotSameAs(run.trace().fixture("outer of outside"));
        assertThat(Events.order(run, "net", EventKind.STOPPED)).containsExactly("inner", "outer of inside");
    }

    @Traced
    static class OuterTestCase {

        @TcpServer
        static StreamServer shared;

        @TcpServer
        StreamServer outer;

        @Test
        void outside(Trace trace) {
            trace.see("static", shared);
            trace.see("outer of outside", outer);
        }

        @Nested
        class Inner {

            @TcpServer
            StreamServer inner;

            @Test
            void inside(Trace trace, Loopback net) {
                trace.see("static", shared);
                trace.see("outer of inside", outer);
                trace.see("inner", inner);
                trace.see("net", net);
            }
        }
    }

    @Test
    void an_outer_instance_per_class_keeps_its_field_for_the_nested_tests() {
        Run run = Samples.run(PerClassOuterTestCase.class).succeeded(3);

        for (String test : List.of("outside", "inside", "insideToo")) {
            assertThat(run.openAfter(test)).contains("outer").doesNotContain("inner of " + test);
        }
        assertThat(run.openAfter("Inner")).containsExactly("outer");
        assertThat(run.openAfter("PerClassOuterTestCase")).isEmpty();
    }

    @Traced
    @TestInstance(Lifecycle.PER_CLASS)
    static class PerClassOuterTestCase {

        @TcpServer
        StreamServer outer;

        @Test
        void outside(Trace trace) {
            trace.see("outer", outer);
        }

        @Nested
        class Inner {

            @TcpServer
            StreamServer inner;

            @Test
            void inside(Trace trace) {
                trace.see("outer", outer);
                trace.see("inner of inside", inner);
            }

            @Test
            void insideToo(Trace trace) {
                trace.see("outer", outer);
                trace.see("inner of insideToo", inner);
            }
        }
    }

    @Test
    void a_field_holds_several_fixtures_as_a_list() {
        Run run = Samples.run(ListFieldTestCase.class).succeeded(1);

        assertThat(run.openAfter("test")).isEmpty();
    }

    @Traced
    static class ListFieldTestCase {

        @TcpServer(count = 3)
        List<ServerSocket> listeners;

        @Test
        void test(Trace trace) {
            assertThat(listeners).hasSize(3).isUnmodifiable();
            assertThat(Set.copyOf(listeners)).hasSize(3);
            for (int i = 0; i < 3; i++) {
                trace.see("listener " + i, listeners.get(i));
            }
        }
    }

    @Test
    void a_static_field_of_a_record_holds_a_fixture() {
        Run run = Samples.run(RecordTestCase.class).succeeded(1);

        assertThat(run.openAfter("test")).containsExactly("static");
        assertThat(run.openAfter("RecordTestCase")).isEmpty();
    }

    /** An annotation of a record's component lands on its parameter, which is injected, and on its field, which is final. */
    @Traced
    record RecordTestCase(@TcpServer StreamServer component) {

        @TcpServer
        static StreamServer shared;

        @Test
        void test(Trace trace) {
            trace.see("static", shared);
            trace.see("component", component);
        }
    }
}
