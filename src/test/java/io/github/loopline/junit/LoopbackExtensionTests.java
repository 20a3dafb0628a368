package io.github.loopline.junit;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.Loopback;
import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.Options;
import io.github.loopline.stream.StreamServer;
import io.github.loopline.testkit.Run;
import io.github.loopline.testkit.Samples;
import io.github.loopline.testkit.Trace;
import io.github.loopline.testkit.Traced;
import io.github.loopline.trace.EventKind;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Fixtures that the test opens itself, in code. */
class LoopbackExtensionTests {

    @Test
    void in_a_static_field_it_lives_to_the_end_of_the_class() {
        Run run = Samples.run(StaticTestCase.class).succeeded(2);

        assertThat(run.openAfter("one")).contains("static", "of one");
        assertThat(run.openAfter("two")).contains("static", "of two");
        assertThat(run.openAfter("StaticTestCase")).isEmpty();
    }

    @Traced
    static class StaticTestCase {

        @RegisterExtension
        static final LoopbackExtension net = new LoopbackExtension();

        @BeforeAll
        static void before(Trace trace) {
            trace.see("static", net.tcpServer());
        }

        @Test
        void one(Trace trace) {
            trace.see("of one", net.tcpServer());
        }

        @Test
        void two(Trace trace) {
            trace.see("of two", net.tcpServer());
        }
    }

    @Test
    void in_an_instance_field_it_lives_as_long_as_the_test_instance() {
        Run run = Samples.run(InstanceTestCase.class).succeeded(2);

        for (String test : new String[] {"one", "two"}) {
            assertThat(run.openAfter(test)).doesNotContain("initialised for " + test, "of " + test);
        }
    }

    @Traced
    static class InstanceTestCase {

        @RegisterExtension
        final LoopbackExtension net = new LoopbackExtension();

        final StreamServer initialised = net.tcpServer();

        @Test
        void one(Trace trace) {
            trace.see("initialised for one", initialised);
            trace.see("of one", net.tcpServer());
        }

        @Test
        void two(Trace trace) {
            trace.see("initialised for two", initialised);
            trace.see("of two", net.tcpServer());
        }
    }

    @Test
    void in_a_field_of_an_instance_per_class_it_lives_to_the_end_of_the_class() {
        Run run = Samples.run(PerClassTestCase.class).succeeded(3);

        for (String test : new String[] {"one", "two", "inside"}) {
            assertThat(run.openAfter(test)).contains("initialised", "before", "of " + test);
        }
        assertThat(run.openAfter("PerClassTestCase")).isEmpty();
    }

    @Traced
    @TestInstance(Lifecycle.PER_CLASS)
    static class PerClassTestCase {

        @RegisterExtension
        final LoopbackExtension net = new LoopbackExtension();

        final StreamServer initialised = net.tcpServer();

        @BeforeAll
        void before(Trace trace) {
            trace.see("initialised", initialised);
            trace.see("before", net.tcpServer());
        }

        @Test
        void one(Trace trace) {
            trace.see("of one", net.tcpServer());
        }

        @Test
        void two(Trace trace) {
            trace.see("of two", net.tcpServer());
        }

        @Nested
        class Inner { // with an instance per method

            @Test
            void inside(Trace trace) {
                trace.see("of inside", net.tcpServer());
            }
        }
    }

    @Test
    void when_before_all_fails_it_is_closed_too() {
        Run run = Samples.run(FailingPerClassTestCase.class);

        assertThat(run.failure("FailingPerClassTestCase")).hasMessage("on purpose");
        assertThat(run.trace().fixtures()).containsOnlyKeys("server");
        assertThat(run.openAfter("FailingPerClassTestCase")).isEmpty();
    }

    @Traced
    @TestInstance(Lifecycle.PER_CLASS)
    static class FailingPerClassTestCase {

        @RegisterExtension
        final LoopbackExtension net = new LoopbackExtension();

        @BeforeAll
        void before(Trace trace) {
            trace.see("server", net.tcpServer());
            throw new IllegalStateException("on purpose");
        }

        @Test
        void test() {}
    }

    @Test
    void beside_annotations_it_is_closed_before_their_fixtures_and_shares_their_transcript() {
        Run run = Samples.run(BesideTestCase.class);

        assertThat(run.failure("test").getSuppressed()).hasSize(1);
        assertThat(run.failure("test").getSuppressed()[0])
                .hasMessageContaining(run.trace().fixture("field").toString())
                .hasMessageContaining(run.trace().fixture("parameter").toString())
                .hasMessageContaining(run.trace().fixture("own").toString());
        assertThat(run.trace().lines()).containsExactly("closed, field listens: true");
        assertThat(run.openAfter("test")).isEmpty();
    }

    @Traced
    static class BesideTestCase {

        @RegisterExtension
        final LoopbackExtension net = new LoopbackExtension();

        @TcpServer
        StreamServer field;

        @Test
        void test(@TcpServer StreamServer parameter, Loopback injected, Trace trace) {
            assertThat(injected).isNotSameAs(net);
            trace.see("own", net.tcpServer());
            trace.see("field", field);
            trace.see("parameter", parameter);
            net.open(scope ->
                    scope.own((AutoCloseable) () -> trace.add("closed, field listens: " + field.isListening())));
            throw new IllegalStateException("on purpose");
        }
    }

    @Test
    void a_failure_tells_once_what_happened_on_a_static_one() {
        Throwable failure = Samples.run(FailingTestCase.class).failure("fails");

        assertThat(failure.getSuppressed())
                .singleElement()
                .satisfies(transcript -> assertThat(transcript
                                .getMessage()
                                .lines()
                                .skip(1)
                                .takeWhile(line -> !line.startsWith("The sockets")))
                        .hasSize(2)
                        .first(as(InstanceOfAssertFactories.STRING))
                        .contains("open on"));
        assertThat(failure.getSuppressed()[0]).hasMessageContaining("note: in the test");
    }

    static class FailingTestCase {

        @RegisterExtension
        static final LoopbackExtension net = new LoopbackExtension();

        @Test
        void fails() {
            net.tcpServer();
            net.note("in the test");
            throw new IllegalStateException("on purpose");
        }
    }

    @Test
    void its_own_defaults_go_before_those_around_it() {
        Run run = Samples.of(OwnDefaultsTestCase.class, NoDefaultsTestCase.class)
                .with(NetworkDefaults.TIMEOUT_MILLIS, "9")
                .run();

        assertThat(run.failure("own")).hasMessageStartingWith("Waited 7 ms for connection #0 of tcp-server:");
        assertThat(run.failure("byParameter")).hasMessageStartingWith("Waited 9 ms for connection #0 of tcp-server:");
        assertThat(run.failure("byMethod")).hasMessageStartingWith("Waited 8 ms for connection #0 of tcp-server:");
    }

    static class OwnDefaultsTestCase {

        @RegisterExtension
        final LoopbackExtension net = new LoopbackExtension(Options.NONE.with(Option.TIMEOUT_MILLIS, 7));

        @Test
        @NetworkDefaults(timeoutMillis = 8)
        void own() {
            net.tcpServer().connection(0);
        }
    }

    static class NoDefaultsTestCase {

        @RegisterExtension
        final LoopbackExtension net = new LoopbackExtension();

        @Test
        void byParameter() {
            net.tcpServer().connection(0);
        }

        @Test
        @NetworkDefaults(timeoutMillis = 8)
        void byMethod() {
            net.tcpServer().connection(0);
        }
    }

    @Test
    void a_class_that_runs_again_begins_anew() {
        Run first = Samples.run(RepeatedRunTestCase.class).succeeded(1);
        Run second = Samples.run(RepeatedRunTestCase.class).succeeded(1);

        assertThat(first.openAfter("RepeatedRunTestCase")).isEmpty();
        assertThat(second.openAfter("RepeatedRunTestCase")).isEmpty();
        assertThat(Events.order(second, "net", EventKind.STOPPED)).containsExactly("server");
    }

    @Traced
    static class RepeatedRunTestCase {

        @RegisterExtension
        static final LoopbackExtension net = new LoopbackExtension();

        @Test
        void test(Trace trace) {
            trace.see("net", net);
            trace.see("server", net.tcpServer());
        }
    }

    @Test
    void classes_that_inherit_it_share_it_until_the_last_of_them_ends() {
        Run run = Samples.run(SharingTestCase.class, SharingTooTestCase.class).succeeded(2);

        assertThat(run.openAfter("SharingTestCase")).containsExactly("shared");
        assertThat(run.openAfter("SharingTooTestCase")).isEmpty();
    }

    @Traced
    abstract static class Sharing {

        @RegisterExtension
        static final LoopbackExtension net = new LoopbackExtension();
    }

    static class SharingTestCase extends Sharing {

        @Test
        void first(Trace trace) {
            trace.see("shared", net.tcpServer());
            trace.await("the other one runs");
        }
    }

    static class SharingTooTestCase extends Sharing {

        @Test
        void second(Trace trace) {
            trace.add("the other one runs");
            trace.await("SharingTestCase");
            trace.see("shared", trace.fixture("shared"));
        }
    }

    @Test
    void junit_closes_a_fixture_of_auto_close() {
        Run run = Samples.run(AutoCloseTestCase.class).succeeded(1);

        assertThat(run.openAfter("test")).isEmpty();
    }

    @Traced
    static class AutoCloseTestCase {

        @AutoClose
        final Loopback net = Loopback.open();

        @AutoClose
        final StreamServer server = net.tcpServer();

        @Test
        void test(Trace trace) {
            trace.see("net", net);
            trace.see("server", server);
        }
    }
}
