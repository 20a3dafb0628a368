package io.github.loopline.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.stream.StreamServer;
import io.github.loopline.testkit.Run;
import io.github.loopline.testkit.Samples;
import io.github.loopline.testkit.Trace;
import io.github.loopline.testkit.Traced;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Fixtures of a class that runs several times, which JUnit offers from 5.13 on. */
class ParameterizedClassTests {

    @Test
    void a_static_fixture_serves_all_invocations_and_an_instance_field_one_test() {
        Run run = Samples.run(FieldsTestCase.class).succeeded(4);

        for (String invocation : new String[] {"#1", "#2"}) {
            assertThat(run.openAfter("one" + invocation))
                    .contains("static")
                    .doesNotContain("field of one" + invocation);
            assertThat(run.openAfter("two" + invocation))
                    .contains("static")
                    .doesNotContain("field of two" + invocation);
            assertThat(run.openAfter("FieldsTestCase" + invocation)).contains("static");
        }
        assertThat(run.trace().fixtures()).hasSize(5);
        assertThat(run.openAfter("FieldsTestCase")).isEmpty();
    }

    @Traced
    @ParameterizedClass
    @ValueSource(strings = {"#1", "#2"})
    static class FieldsTestCase {

        @TcpServer
        static StreamServer shared;

        @TcpServer
        StreamServer field;

        @Parameter
        String invocation;

        @Test
        void one(Trace trace) {
            trace.see("static", shared);
            trace.see("field of one" + invocation, field);
        }

        @Test
        void two(Trace trace) {
            trace.see("static", shared);
            trace.see("field of two" + invocation, field);
        }
    }

    @Test
    void a_constructor_parameter_stands_beside_the_arguments_and_lives_as_long_as_the_instance() {
        Run run = Samples.run(ConstructorTestCase.class).succeeded(4);

        for (String test : new String[] {"one#1", "two#1", "one#2", "two#2"}) {
            assertThat(run.openAfter(test)).doesNotContain(test);
        }
        assertThat(run.trace().fixtures()).hasSize(4);
    }

    @Traced
    @ParameterizedClass
    @ValueSource(strings = {"#1", "#2"})
    static class ConstructorTestCase {

        private final String invocation;
        private final StreamServer server;

        ConstructorTestCase(String invocation, @TcpServer StreamServer server) {
            this.invocation = invocation;
            this.server = server;
        }

        @Test
        void one(Trace trace) {
            trace.see("one" + invocation, server);
        }

        @Test
        void two(Trace trace) {
            trace.see("two" + invocation, server);
        }
    }

    @Test
    void an_instance_per_class_has_one_fixture_for_each_invocation() {
        Run run = Samples.run(PerClassTestCase.class).succeeded(4);

        // JUnit says of such an instance that it belongs to the class, not to the invocation
        assertThat(run.openAfter("PerClassTestCase")).isEmpty();

        for (String invocation : new String[] {"#1", "#2"}) {
            assertThat(run.openAfter("one" + invocation)).contains("field" + invocation, "before" + invocation);
            assertThat(run.openAfter("two" + invocation)).contains("field" + invocation, "before" + invocation);
            assertThat(run.openAfter("PerClassTestCase" + invocation))
                    .contains("field" + invocation)
                    .doesNotContain("before" + invocation, "after" + invocation);
        }
        assertThat(run.trace().fixtures()).hasSize(6);
    }

    @Traced
    @TestInstance(Lifecycle.PER_CLASS)
    @ParameterizedClass
    @ValueSource(strings = {"#1", "#2"})
    static class PerClassTestCase {

        @TcpServer
        StreamServer field;

        @Parameter
        String invocation;

        @BeforeParameterizedClassInvocation(injectArguments = false)
        void before(@TcpServer StreamServer server, Trace trace) {
            trace.see("before" + invocation, server);
        }

        @Test
        void one(Trace trace) {
            trace.see("field" + invocation, field);
        }

        @Test
        void two(Trace trace) {
            trace.see("field" + invocation, field);
        }

        @AfterParameterizedClassInvocation(injectArguments = false)
        void after(@TcpServer StreamServer server, Trace trace) {
            trace.see("after" + invocation, server);
        }
    }

    @Test
    void a_failure_carries_the_transcript_of_its_invocation() {
        Run run = Samples.run(FailingTestCase.class);

        assertThat(run.failure("test#2").getSuppressed())
                .singleElement()
                .satisfies(transcript -> assertThat(transcript)
                        .isInstanceOf(NetworkTranscript.class)
                        .hasMessageContaining(run.trace().fixture("#2").toString())
                        .hasMessageNotContaining(run.trace().fixture("#1").toString()));
        run.succeeded("test#1");
    }

    @Traced
    @ParameterizedClass
    @ValueSource(strings = {"#1", "#2"})
    static class FailingTestCase {

        @Parameter
        String invocation;

        @Test
        void test(@TcpServer StreamServer server, Trace trace) {
            trace.watch(invocation, server);
            assertThat(invocation).isEqualTo("#1");
        }
    }
}
