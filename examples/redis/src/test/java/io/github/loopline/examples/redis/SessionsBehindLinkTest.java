package io.github.loopline.examples.redis;

import static io.github.loopline.check.Calls.call;
import static io.github.loopline.fault.StreamFault.bandwidth;
import static io.github.loopline.fault.StreamFault.close;
import static io.github.loopline.fault.StreamFault.freeze;
import static io.github.loopline.fault.StreamFault.latency;
import static io.github.loopline.fault.StreamFault.reset;
import static io.github.loopline.fault.StreamFault.slice;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.junit.TcpLink;
import io.github.loopline.junit.TcpServer;
import io.github.loopline.link.StreamLink;
import io.github.loopline.stream.StreamServer;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.exceptions.JedisConnectionException;

class SessionsBehindLinkTest {

    private static final Duration PATIENT = ofSeconds(20);

    /** So many bytes of an answer come: what is said to HELLO, and a part of what is said to GET. */
    private static final int MID_ANSWER = Resp.WELCOME.length() + "$3\r\na".length();

    @TcpServer
    StreamServer redis;

    @TcpLink
    StreamLink link;

    @BeforeEach
    void adaIsLoggedIn() {
        redis.handle(Resp.serve(
                (command, connection) -> connection.send(command.get(0).equals("SET") ? "+OK\r\n" : Resp.bulk("ada"))));
        link.to(redis);
    }

    @Test
    void latency_is_paid_for_the_connection_and_for_the_command() {
        link.apply(latency(ofMillis(100)).toClient());

        var start = System.nanoTime();
        try (var sessions = new Sessions(link.address(), PATIENT)) {
            assertThat(sessions.user("t-1")).contains("ada");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(ofMillis(200));
        }
    }

    @Test
    void latency_beyond_the_timeout_fails_the_hello_twice() {
        link.apply(latency(ofSeconds(5)).toClient());

        try (var sessions = new Sessions(link.address(), ofMillis(300))) {
            assertThatThrownBy(() -> sessions.user("t-1"))
                    .isInstanceOf(JedisConnectionException.class)
                    .hasRootCauseInstanceOf(SocketTimeoutException.class)
                    .hasRootCauseMessage("Read timed out");
        }
        assertThat(link).hasConnections(2); // the pool's own, of which nobody is told, and that of the call
    }

    @Test
    void answers_that_come_byte_by_byte_are_whole() {
        link.apply(slice(1, ofMillis(1)).toClient());

        try (var sessions = new Sessions(link.address(), PATIENT)) {
            assertThat(sessions.user("t-1")).contains("ada");
        }
    }

    @Test
    void connection_lost_in_mid_answer_costs_this_call_only() {
        var lost = link.apply(reset().afterBytes(MID_ANSWER).toClient().onNext(1));

        try (var sessions = new Sessions(link.address(), PATIENT)) {
            assertThatThrownBy(() -> sessions.user("t-1"))
                    .isInstanceOf(JedisConnectionException.class)
                    .hasRootCauseInstanceOf(SocketException.class)
                    .hasRootCauseMessage("Connection reset");
            assertThat(sessions.user("t-1")).contains("ada");
        }
        assertThat(lost).hasStruck();
    }

    @Test
    void connection_ended_in_mid_answer_costs_this_call_only() {
        link.apply(close().afterBytes(MID_ANSWER).toClient().onNext(1));

        try (var sessions = new Sessions(link.address(), PATIENT)) {
            assertThatThrownBy(() -> sessions.user("t-1"))
                    .isInstanceOf(JedisConnectionException.class)
                    .hasMessageContaining("Unexpected end of stream");
            assertThat(sessions.user("t-1")).contains("ada");
        }
    }

    @Test
    void slow_reader_is_waited_for() {
        link.apply(bandwidth(4_000_000).toServer());

        try (var sessions = new Sessions(link.address(), PATIENT)) {
            var start = System.nanoTime();
            sessions.login("t-1", "a".repeat(1_000_000));
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(ofMillis(240));
        }
    }

    @Test
    void reader_that_stops_blocks_a_write_for_ever_whatever_the_timeout() throws Exception {
        try (var sessions = new Sessions(link.address(), ofSeconds(1))) {
            assertThat(sessions.user("t-1")).contains("ada");
            var frozen = link.apply(freeze().toServer().onConnection(0));
            try (var login = call(() -> sessions.login("t-1", "a".repeat(16_000_000)))) {
                assertThatThrownBy(() -> login.assertThat().within(ofSeconds(2)).returnsOrFails())
                        .hasMessageContaining("write");
                assertThat(login.isDone()).isFalse();

                link.reset();
                assertThatThrownBy(login::join)
                        .isInstanceOf(JedisConnectionException.class)
                        .hasRootCauseInstanceOf(SocketException.class);
            }
            assertThat(frozen).hasStruck();
        }
    }
}
