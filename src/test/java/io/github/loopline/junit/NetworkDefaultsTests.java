package io.github.loopline.junit;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.Loopback;
import io.github.loopline.datagram.DatagramPeer;
import io.github.loopline.fixture.Options;
import io.github.loopline.net.Family;
import io.github.loopline.net.FixtureException;
import io.github.loopline.stream.StreamClient;
import io.github.loopline.stream.StreamServer;
import io.github.loopline.testkit.Run;
import io.github.loopline.testkit.Samples;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.nio.channels.ServerSocketChannel;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What applies where a declaration says nothing. A timeout can be read off the message of a wait that is over. */
class NetworkDefaultsTests {

    @Test
    void the_nearest_defaults_win() {
        Run run = Samples.of(OuterTestCase.class, ParameterOnlyTestCase.class)
                .with(NetworkDefaults.TIMEOUT_MILLIS, "14")
                .run();

        assertThat(run.failure("byDeclaration")).hasMessageStartingWith("Waited 10 ms for connection #0 of ");
        assertThat(run.failure("byMethod")).hasMessageStartingWith("Waited 11 ms for connection #0 of ");
        assertThat(run.failure("byMethodForField")).hasMessageStartingWith("Waited 11 ms for connection #0 of ");
        assertThat(run.failure("byClass")).hasMessageStartingWith("Waited 12 ms for connection #0 of ");
        assertThat(run.failure("byEnclosingClass")).hasMessageStartingWith("Waited 13 ms for connection #0 of ");
        assertThat(run.failure("byParameter")).hasMessageStartingWith("Waited 14 ms for connection #0 of ");
        assertThat(run.failure("inCode")).hasMessageStartingWith("Waited 14 ms for connection #0 of ");
    }

    @NetworkDefaults(timeoutMillis = 13)
    static class OuterTestCase {

        @Test
        void byEnclosingClass(@TcpServer StreamServer server) {
            server.connection(0);
        }

        @Nested
        @NetworkDefaults(timeoutMillis = 12)
        class Inner {

            @TcpServer
            StreamServer field;

            @Test
            @NetworkDefaults(timeoutMillis = 11)
            void byDeclaration(@TcpServer(timeoutMillis = 10) StreamServer server) {
                server.connection(0);
            }

            @Test
            @NetworkDefaults(timeoutMillis = 11)
            void byMethod(@TcpServer StreamServer server) {
                server.connection(0);
            }

            @Test
            @NetworkDefaults(timeoutMillis = 11)
            void byMethodForField() {
                field.connection(0);
            }

            @Test
            void byClass(@TcpServer StreamServer server) {
                server.connection(0);
            }
        }
    }

    static class ParameterOnlyTestCase {

        @Test
        void byParameter(@TcpServer StreamServer server) {
            server.connection(0);
        }

        @Test
        @NetworkDefaults(recordingLimit = 5) // which says nothing of a timeout
        void inCode(Loopback net) {
            net.tcpServer().connection(0);
        }
    }

    @Test
    void an_enclosing_class_holds_for_nested_tests_without_defaults_of_their_own() {
        Run run = Samples.run(NestingTestCase.class);

        assertThat(run.failure("nested")).hasMessageStartingWith("Waited 13 ms for connection #0 of ");
    }

    @NetworkDefaults(timeoutMillis = 13)
    static class NestingTestCase {

        @Nested
        class Inner {

            @Test
            void nested(@TcpServer StreamServer server) {
                server.connection(0);
            }
        }
    }

    @Test
    void defaults_are_inherited_and_composed() {
        Run run = Samples.run(InheritingTestCase.class, ComposedTestCase.class);

        assertThat(run.failure("inherited")).hasMessageStartingWith("Waited 13 ms for connection #0 of ");
        assertThat(run.failure("composed")).hasMessageStartingWith("Waited 15 ms for connection #0 of ");
    }

    static class InheritingTestCase extends NestingTestCase {

        @Test
        void inherited(@TcpServer StreamServer server) {
            server.connection(0);
        }
    }

    @Retention(RetentionPolicy.RUNTIME)
    @NetworkDefaults(timeoutMillis = 15)
    @interface Impatient {}

    @Impatient
    static class ComposedTestCase {

        @Test
        void composed(@TcpServer StreamServer server) {
            server.connection(0);
        }
    }

    @Test
    void defaults_are_left_out_where_they_mean_nothing() {
        Samples.of(IndifferentTestCase.class)
                .with(NetworkDefaults.TIMEOUT_MILLIS, "14")
                .with(NetworkDefaults.FAMILY, "INET6")
                .with(NetworkDefaults.RECORDING_LIMIT, "0")
                .run()
                .succeeded(3);
    }

    static class IndifferentTestCase {

        @Test
        void channel(@TcpServer ServerSocketChannel channel) {
            assertThat(channel.isBlocking()).isTrue();
        }

        @Test
        void unix(@UnixServer StreamServer server) {
            assertThat(server.path().getPath()).exists();
        }

        @Test
        void host(@TcpServer(host = "127.0.0.2") StreamServer server, @UdpPeer(host = "127.0.0.2") DatagramPeer peer) {
            assertThat(server.address().getHostString()).isEqualTo("127.0.0.2");
            assertThat(peer.address().getHostString()).isEqualTo("127.0.0.2");
        }
    }

    @Test
    void the_family_and_the_recording_limit_have_defaults_too() {
        Samples.of(FamilyAndLimitTestCase.class)
                .with(NetworkDefaults.FAMILY, " inet6 ")
                .with(NetworkDefaults.RECORDING_LIMIT, "3")
                .run()
                .succeeded(2);
    }

    static class FamilyAndLimitTestCase {

        @Test
        void byParameter(@TcpServer StreamServer server, @TcpClient StreamClient client) {
            assertThat(server.address().getAddress()).isInstanceOf(Inet6Address.class);
            client.connect(server).send("PING");
            assertThat(server).within(ofSeconds(5)).connection(0).hasReceivedBytes(4);
            assertThatThrownBy(() -> server.connection(0).received()).isInstanceOf(FixtureException.class);
        }

        @Test
        @NetworkDefaults(family = Family.INET, recordingLimit = 4)
        void byMethod(@TcpServer StreamServer server, @TcpClient StreamClient client) {
            assertThat(server.address().getAddress()).isInstanceOf(Inet4Address.class);
            client.connect(server).send("PING");
            assertThat(server).within(ofSeconds(5)).connection(0).hasReceived("PING");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    loopline.timeoutMillis  | soon        | must be a whole number of at least 1 but was <soon>.
                    loopline.timeoutMillis  | 0           | must be a whole number of at least 1 but was <0>.
                    loopline.timeoutMillis  | -1          | must be a whole number of at least 1 but was <-1>.
                    loopline.timeoutMillis  | 1.5         | must be a whole number of at least 1 but was <1.5>.
                    loopline.timeoutMillis  | 2147483647  | must be a whole number of at least 1 but was <2147483647>.
                    loopline.timeoutMillis  | ''          | must be a whole number of at least 1 but was <>.
                    loopline.recordingLimit | all         | must be a whole number of at least 0 but was <all>.
                    loopline.recordingLimit | -1          | must be a whole number of at least 0 but was <-1>.
                    loopline.recordingLimit | 99999999999 | must be a whole number of at least 0 but was <99999999999>.
                    loopline.family         | IPv6        | must be one of [INET, INET6] but was <IPv6>.
                    loopline.family         | UNIX        | must be one of [INET, INET6] but was <UNIX>.
                    loopline.transcript     | sometimes   | must be one of [ON_FAILURE, ALWAYS, NEVER] but was <sometimes>.
                    loopline.capabilities   | skip        | must be one of [ABORT, REQUIRE] but was <skip>.
                    """)
    void a_bad_configuration_parameter_is_told_by_each_test(String parameter, String value, String rule) {
        Run run = Samples.of(ParameterOnlyTestCase.class, StaticFieldTestCase.class)
                .with(parameter, value)
                .run();

        for (String test : new String[] {"byParameter", "inCode", "StaticFieldTestCase"}) {
            assertThat(run.failure(test))
                    .isExactlyInstanceOf(ExtensionConfigurationException.class)
                    .hasMessage("Configuration parameter [" + parameter + "] " + rule)
                    .hasNoSuppressedExceptions();
        }
    }

    static class StaticFieldTestCase {

        @TcpServer
        static StreamServer server;

        @Test
        void test() {}
    }

    @Test
    void bad_defaults_are_told_with_the_class_or_method_that_has_them() {
        Run run = Samples.run(BadMethodTestCase.class, BadClassTestCase.class);

        assertThat(run.failure("timeoutZero"))
                .isExactlyInstanceOf(ExtensionConfigurationException.class)
                .hasMessage(
                        "@NetworkDefaults of [BadMethodTestCase.timeoutZero()]: timeoutMillis must be at least 1 but"
                                + " was 0. Write 100, say: blocking = false does not wait, and only sockets of the JDK take Options.NO_TIMEOUT.")
                .hasNoSuppressedExceptions();
        assertThat(run.failure("noTimeout"))
                .hasMessage("@NetworkDefaults of [BadMethodTestCase.noTimeout()]: timeoutMillis must not be NO_TIMEOUT,"
                        + " since managed fixtures always wait bounded. Write a number of milliseconds.");
        assertThat(run.failure("familyUnix"))
                .hasMessage("@NetworkDefaults of [BadMethodTestCase.familyUnix()]: family must be INET or INET6 but was"
                        + " UNIX. Unix fixtures have annotations of their own.");
        assertThat(run.failure("twoModes"))
                .hasMessage(
                        "@NetworkDefaults of [BadMethodTestCase.twoModes()]: transcript must be given once but has 2"
                                + " values. Write one.");
        assertThat(run.failure("test"))
                .hasMessage(
                        "@NetworkDefaults of [BadClassTestCase]: recordingLimit must be at least 0 but was -1. Write 0"
                                + " to count and hash only.");
    }

    static class BadMethodTestCase {

        @Test
        @NetworkDefaults(timeoutMillis = 0)
        void timeoutZero(@TcpServer StreamServer server) {}

        @Test
        @NetworkDefaults(timeoutMillis = Options.NO_TIMEOUT)
        void noTimeout() {}

        @Test
        @NetworkDefaults(family = Family.UNIX)
        void familyUnix(Loopback net) {}

        @Test
        @NetworkDefaults(transcript = {TranscriptMode.ALWAYS, TranscriptMode.NEVER})
        void twoModes(Loopback net) {}
    }

    @NetworkDefaults(recordingLimit = -1)
    static class BadClassTestCase {

        @Test
        void test(Loopback net) {}
    }

    @Test
    void the_transcript_mode_of_the_method_wins() {
        Run run = Samples.of(ModeTestCase.class)
                .with(NetworkDefaults.TRANSCRIPT, "ALWAYS")
                .run();

        assertThat(run.failure("byMethod").getSuppressed()).hasSize(1);
        assertThat(run.failure("byClass")).hasNoSuppressedExceptions();
    }

    @NetworkDefaults(transcript = TranscriptMode.NEVER)
    static class ModeTestCase {

        @Test
        @NetworkDefaults(transcript = TranscriptMode.ON_FAILURE)
        void byMethod(@TcpServer StreamServer server) {
            throw new IllegalStateException("on purpose");
        }

        @Test
        void byClass(@TcpServer StreamServer server) {
            throw new IllegalStateException("on purpose");
        }
    }
}
