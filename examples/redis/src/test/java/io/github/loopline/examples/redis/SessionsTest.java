package io.github.loopline.examples.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static java.util.Arrays.copyOf;
import static java.util.Arrays.copyOfRange;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.junit.RefusedPort;
import io.github.loopline.junit.TcpServer;
import io.github.loopline.junit.UnresponsivePort;
import io.github.loopline.stream.StreamServer;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

class SessionsTest {

    private static final Duration PATIENT = ofSeconds(10);

    @TcpServer
    StreamServer redis;

    @Test
    void pings() {
        redis.handle(connection ->
                Resp.hello(connection).expect("*1\r\n$4\r\nPING\r\n").send("+PONG\r\n"));

        try (var sessions = new Sessions(redis.address(), PATIENT)) {
            assertThat(sessions.isUp()).isTrue();
        }
    }

    @Test
    void remembers_who_is_logged_in() {
        var values = new ConcurrentHashMap<String, String>();
        redis.handle(Resp.serve((command, connection) -> {
            if (command.get(0).equals("SET")) {
                values.put(command.get(1), Resp.bulk(command.get(2)));
                connection.send("+OK\r\n");
            } else {
                connection.send(values.getOrDefault(command.get(1), Resp.NULL));
            }
        }));

        try (var sessions = new Sessions(redis.address(), PATIENT)) {
            sessions.login("t-1", "zażółć");

            assertThat(sessions.user("t-1")).contains("zażółć");
            assertThat(sessions.user("t-2")).isEmpty();
        }
        assertThat(redis).hasConnections(1);
    }

    @Test
    void error_reply_is_an_exception() {
        redis.handle(Resp.serve((command, connection) -> connection.send("-NOAUTH Authentication required.\r\n")));

        try (var sessions = new Sessions(redis.address(), PATIENT)) {
            assertThatThrownBy(() -> sessions.user("t-1"))
                    .isInstanceOf(JedisDataException.class)
                    .hasMessage("NOAUTH Authentication required.");
        }
    }

    @Test
    void server_closes_in_mid_answer() {
        redis.handle(
                Resp.serve((command, connection) -> connection.send("$6\r\nad").close()));

        try (var sessions = new Sessions(redis.address(), PATIENT)) {
            assertThatThrownBy(() -> sessions.user("t-1"))
                    .isInstanceOf(JedisConnectionException.class)
                    .hasMessageContaining("Unexpected end of stream");
        }
    }

    @Test
    void server_resets_in_mid_answer() {
        redis.handle(
                Resp.serve((command, connection) -> connection.send("$6\r\nad").reset()));

        try (var sessions = new Sessions(redis.address(), PATIENT)) {
            assertThatThrownBy(() -> sessions.user("t-1"))
                    .isInstanceOf(JedisConnectionException.class)
                    .hasRootCauseInstanceOf(SocketException.class)
                    .hasRootCauseMessage("Connection reset");
        }
    }

    @Test
    void answer_comes_in_two_segments() {
        redis.handle(Resp.serve((command, connection) -> {
            var answer = Resp.bulk("zażół").getBytes(UTF_8);
            connection.send(copyOf(answer, 7)).send(copyOfRange(answer, 7, answer.length));
        }));

        try (var sessions = new Sessions(redis.address(), PATIENT)) {
            assertThat(sessions.user("t-1")).contains("zażół");
        }
    }

    @Test
    void server_does_not_answer() {
        redis.handle(Resp.serve((command, connection) -> {}));

        try (var sessions = new Sessions(redis.address(), ofMillis(500))) {
            assertThatThrownBy(() -> sessions.user("t-1"))
                    .isInstanceOf(JedisConnectionException.class)
                    .hasRootCauseInstanceOf(SocketTimeoutException.class);
        }
        assertThat(redis).within(ofSeconds(3)).connection(0).hasEnded();
    }

    @Test
    void broken_connection_is_not_used_again() {
        redis.handle(Resp.serve((command, connection) -> {
            if (connection.index() == 0) {
                connection.send("$3\r\na").close();
            } else {
                connection.send(Resp.bulk("ada"));
            }
        }));

        try (var sessions = new Sessions(redis.address(), PATIENT)) {
            assertThatThrownBy(() -> sessions.user("t-1")).isInstanceOf(JedisConnectionException.class);
            assertThat(sessions.user("t-1")).contains("ada");
        }
        assertThat(redis).hasConnections(2);
    }

    @Test
    void connection_closed_while_idle_costs_one_call() {
        redis.handle(Resp.serve((command, connection) -> {
            connection.send("+PONG\r\n");
            if (connection.index() == 0) {
                connection.close();
            }
        }));

        try (var sessions = new Sessions(redis.address(), PATIENT)) {
            assertThat(sessions.isUp()).isTrue();
            assertThatThrownBy(sessions::isUp).isInstanceOf(JedisConnectionException.class);
            assertThat(sessions.isUp()).isTrue();
        }
        assertThat(redis).hasConnections(2);
    }

    @Test
    void jedis_says_goodbye_with_a_reset() {
        redis.handle(Resp.serve((command, connection) -> connection.send("+PONG\r\n")));

        try (var sessions = new Sessions(redis.address(), PATIENT)) {
            assertThat(sessions.isUp()).isTrue();
        }
        assertThat(redis).within(ofSeconds(3)).connection(0).hasEndedByRst();
    }

    @Test
    void nobody_is_there(@RefusedPort InetSocketAddress nobody) {
        try (var sessions = new Sessions(nobody, PATIENT)) {
            assertThatThrownBy(sessions::isUp)
                    .isInstanceOf(JedisConnectionException.class)
                    .hasSuppressedException(new ConnectException("Connection refused"));
        }
    }

    @Test
    void connect_times_out(@UnresponsivePort InetSocketAddress nowhere) {
        try (var sessions = new Sessions(nowhere, ofMillis(200))) {
            assertThatThrownBy(sessions::isUp)
                    .isInstanceOf(JedisConnectionException.class)
                    .hasSuppressedException(new SocketTimeoutException("Connect timed out"));
        }
    }
}
