package io.github.loopline.examples.httppolicies;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.junit.TcpServer;
import io.github.loopline.stream.StreamServer;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The socket policies that MockWebServer once had, and what the JDK's client makes of them. */
class SocketPoliciesTest {

    private static final String GET = "(?s)GET .*?\r\n\r\n";
    private static final String POST = "(?s)POST .*?\r\n\r\n";
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123456789";
    private static final Duration PATIENT = ofSeconds(10);
    private static final Duration IMPATIENT = ofSeconds(2);

    @TcpServer
    StreamServer server;

    private OrderClient client(Duration timeout) {
        return new OrderClient(
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build(),
                URI.create("http://127.0.0.1:" + server.port() + "/orders"),
                timeout);
    }

    @Test
    void shutdown_server_after_response() throws Exception {
        server.script(s -> s.expectMatching(GET).send(OK).silence());
        var client = client(PATIENT);

        assertThat(client.lookUp()).isEqualTo("0123456789");
        server.stop();
        assertThatThrownBy(client::lookUp).isInstanceOf(ConnectException.class);
    }

    @Test
    void keep_open() throws Exception {
        server.script(s -> s.repeat(r -> r.expectMatching(GET).send(OK)));
        var client = client(PATIENT);

        assertThat(client.lookUp()).isEqualTo("0123456789");
        assertThat(client.lookUp()).isEqualTo("0123456789");
        assertThat(server).hasConnections(1);
    }

    @Test
    void disconnect_at_end() throws Exception {
        server.script(s -> s.expectMatching(GET).send(OK).close());
        var client = client(PATIENT);

        assertThat(client.lookUp()).isEqualTo("0123456789");
        assertThat(client.lookUp()).isEqualTo("0123456789");
        assertThat(server).hasConnections(2);
    }

    @Test
    void disconnect_at_start() {
        server.script(s -> s.close());

        assertThatThrownBy(() -> client(PATIENT).lookUp()).isInstanceOf(IOException.class);
        assertThat(server).hasConnections(2);
    }

    @Test
    void disconnect_after_request() {
        server.script(s -> s.expectMatching(GET).close());

        assertThatThrownBy(() -> client(PATIENT).lookUp())
                .isInstanceOf(IOException.class)
                .hasMessage("HTTP/1.1 header parser received no bytes")
                .hasRootCauseInstanceOf(EOFException.class);
        assertThat(server).hasConnections(2);
    }

    @Test
    void disconnect_after_request_that_changes_something() {
        server.script(s -> s.expectMatching(POST).expect("one pear").close());

        assertThatThrownBy(() -> client(PATIENT).place("one pear")).isInstanceOf(IOException.class);
        assertThat(server).hasConnections(1);
    }

    @Test
    void disconnect_during_request_body() {
        server.script(s -> s.expectMatching(POST).expectBytes(1000).close());

        assertThatThrownBy(() -> client(PATIENT).place("pear ".repeat(1_000_000)))
                .isInstanceOf(IOException.class);
        assertThat(server).hasConnections(1);
    }

    @Test
    void disconnect_during_response_body() {
        server.script(s ->
                s.expectMatching(GET).send(OK.substring(0, OK.length() - 5)).close());

        assertThatThrownBy(() -> client(PATIENT).lookUp())
                .isInstanceOf(IOException.class)
                .hasMessage("fixed content-length: 10, bytes received: 5");
        assertThat(server).hasConnections(1);
    }

    @Test
    void do_not_read_request_body() {
        server.script(s -> s.expectMatching(POST).stopReading().silence());

        assertThatThrownBy(() -> client(IMPATIENT).place("pear ".repeat(8_000_000)))
                .isInstanceOf(HttpTimeoutException.class)
                .hasMessage("request timed out");
    }

    @Test
    void shutdown_input_at_end() throws Exception {
        server.script(s -> s.expectMatching(GET).send(OK).silence());
        var client = client(ofSeconds(3));

        assertThat(client.lookUp()).isEqualTo("0123456789");
        server.connection(0).shutdownInput();
        assertThatThrownBy(client::lookUp).isInstanceOf(HttpTimeoutException.class);
        assertThat(server).hasConnections(1);
    }

    @Test
    void shutdown_output_at_end() throws Exception {
        server.script(s -> s.expectMatching(GET).send(OK).shutdownOutput().silence());
        var client = client(PATIENT);

        assertThat(client.lookUp()).isEqualTo("0123456789");
        assertThat(client.lookUp()).isEqualTo("0123456789");
        assertThat(server).hasConnections(2);
    }

    @Test
    void stall_socket_at_start() {
        server.script(s -> s.silence());

        assertThatThrownBy(() -> client(IMPATIENT).lookUp()).isInstanceOf(HttpTimeoutException.class);
        assertThat(server).hasConnections(1);
    }

    @Test
    void no_response() {
        server.script(s -> s.expectMatching(GET).silence());

        assertThatThrownBy(() -> client(IMPATIENT).lookUp()).isInstanceOf(HttpTimeoutException.class);
        assertThat(server).hasConnections(1);
    }

    @Test
    void expect_continue() throws Exception {
        server.script(s -> s.expectMatching(POST)
                .send("HTTP/1.1 100 Continue\r\n\r\n")
                .expect("one pear")
                .send(OK));

        assertThat(client(PATIENT).placeIfWanted("one pear")).isEqualTo("0123456789");
    }

    @Test
    void continue_always() throws Exception {
        server.script(s -> s.expectMatching(POST)
                .send("HTTP/1.1 100 Continue\r\n\r\n")
                .expect("one pear")
                .send(OK));

        assertThat(client(PATIENT).place("one pear")).isEqualTo("0123456789");
    }
}
