package io.github.loopline.stream;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.Loopback;
import io.github.loopline.fixture.End;
import io.github.loopline.fixture.Options;
import io.github.loopline.net.FixtureException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StreamServerLifeTests {

    private static final String OWN_HOST = Transport.OWN_HOST;

    @AutoClose
    private final Loopback net = Loopback.open();

    @Test
    void the_port_is_refused_and_free_the_moment_stop_returns() throws Exception {
        StreamServer server = net.tcpServer(spec -> spec.host(OWN_HOST));
        for (int i = 0; i < 500; i++) {
            try (Peer peer = Peer.connectTo(server)) {
                if (i % 2 == 0) {
                    server.connection((i + 1) / 2); // in every other cycle it may not be accepted yet
                }
                server.stop();

                assertThatThrownBy(() -> Peer.connectTo(server)).hasMessage("Connection refused");
                try (ServerSocket other = new ServerSocket()) {
                    other.bind(server.address());
                }
                assertThat(server.isListening()).isFalse();
            }
            server.start();
        }
        assertThat(server.isListening()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void starts_again_where_it_was(Transport transport) throws Exception {
        StreamServer server = transport.serverOfItsOwn(net, Options.NONE);
        for (int i = 0; i < 20; i++) {
            try (Peer peer = Peer.connectTo(server).write("visit " + i + "\n")) {
                assertThat(server.connection(i).receiveLine()).isEqualTo("visit " + i);
                server.stop();
                assertThat(peer.readToEnd()).as("what comes before the FIN").isEmpty();
            }
            assertThatThrownBy(() -> Peer.connectTo(server)).hasMessage("Connection refused");
            assertThat(server.start()).isSameAs(server);
        }
        assertThat(server.connections()).hasSize(20);
    }

    @Test
    void a_port_that_was_taken_meanwhile_cannot_be_started_on() throws Exception {
        StreamServer server = net.tcpServer(spec -> spec.host(OWN_HOST));
        server.stop();
        try (ServerSocket other = new ServerSocket()) {
            other.bind(server.address());

            assertThatExceptionOfType(FixtureException.class)
                    .isThrownBy(server::start)
                    .withMessage("Cannot bind to " + OWN_HOST + ":" + server.port()
                            + ": Address already in use. Use port 0 for a free one.");
            assertThat(server.isListening()).isFalse();
        }
        assertThat(server.start().isListening()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void stopping_starting_and_closing_twice_is_once(Transport transport) throws Exception {
        StreamServer server = transport.serverOfItsOwn(net, Options.NONE);
        server.start();
        assertThat(net.transcript().events()).hasSize(1);

        server.stop();
        server.stop();
        assertThat(net.transcript().events()).hasSize(2);

        server.start();
        server.close();
        server.close();
        server.stop();
        assertThat(net.transcript().events())
                .extracting(Object::toString)
                .satisfies(lines -> assertThat(lines).hasSize(4).last().isEqualTo(server + " stopped"));
    }

    @ParameterizedTest
    @EnumSource
    void does_not_start_again_after_its_close(Transport transport) {
        StreamServer server = transport.serverOfItsOwn(net, Options.NONE);
        server.close();

        assertThatExceptionOfType(FixtureException.class)
                .isThrownBy(server::start)
                .withMessage(server + " is closed and does not start again. Call stop() before start().");
        assertThatThrownBy(() -> Peer.connectTo(server))
                .hasMessageMatching("Connection refused|No such file or directory");
    }

    @ParameterizedTest
    @EnumSource
    void after_the_close_what_came_is_still_there_but_nothing_can_be_sent(Transport transport) throws Exception {
        StreamServer server = transport.server(net);
        Connection connection;
        try (Peer peer = Peer.connectTo(server).write("PING")) {
            connection = server.connection(0);
            assertThat(connection.receive(4)).asString().isEqualTo("PING");
            server.close();
        }

        assertThat(server.connections()).containsExactly(connection);
        assertThat(server).isStopped().hasReceived("PING");
        assertThat(connection.end()).isEqualTo(End.CLOSED);
        assertThatExceptionOfType(FixtureException.class)
                .isThrownBy(() -> connection.send("PONG"))
                .withMessage("Cannot send 4 bytes on " + connection + ": the connection is closed.");
        assertThatExceptionOfType(FixtureException.class)
                .isThrownBy(() -> connection.receive(1))
                .withMessage("Cannot receive 1 byte on " + connection + ": it is closed, and what is left is nothing.");
        connection
                .shutdownOutput()
                .shutdownInput()
                .stopReading()
                .resumeReading()
                .close();
        connection.reset();
        assertThat(connection.end()).as("after verbs that have nothing to do").isEqualTo(End.CLOSED);

        net.close();
        assertThatExceptionOfType(FixtureException.class)
                .isThrownBy(connection::received)
                .withMessage("The recording is gone: its Loopback is closed. Look at it before the close.");
    }

    @Test
    void a_connection_that_nobody_accepted_is_reset_by_stop() throws Exception {
        StreamServer server = net.tcpServer().stopAccepting();
        try (Peer peer = Peer.connectTo(server)) {
            server.stop();

            assertThatThrownBy(peer::readToEnd).hasMessage("Connection reset");
        }
        assertThat(server).hasNoConnections();
    }

    @ParameterizedTest
    @EnumSource
    void accepts_no_more_until_told_to(Transport transport) throws Exception {
        StreamServer server = transport.server(net).stopAccepting();
        try (Peer peer = Peer.connectTo(server).write("queued")) {
            assertThat(server).hasReceivedNothingFor(ofMillis(100)).hasNoConnections();

            server.resumeAccepting();
            assertThat(server).within(ofSeconds(5)).connection(0).hasReceived("queued");
        }
    }

    @Test
    void a_unix_server_leaves_nothing_behind() {
        StreamServer server = net.unixServer();
        Path file = server.path().getPath();
        server.stop();
        assertThat(file).as("after stop, as the kernel has it").exists();

        server.close();
        assertThat(file.getParent()).as("the directory").doesNotExist();
    }

    @Test
    void a_declared_path_leaves_its_directory_alone(@TempDir Path directory) {
        Path file = directory.resolve("s");
        StreamServer server = net.unixServer(spec -> spec.path(file.toString()));
        assertThat(file).exists();

        server.close();
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void a_path_that_came_into_being_is_not_deleted_when_binding_to_it_fails(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("s");
        UnixServerSpec spec = UnixServerSpec.create().path(file.toString());
        Files.writeString(file, "precious");

        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> net.open(spec))
                .withMessage("path must not exist but " + file
                        + " does. Delete it first, or leave path out to get a fresh one.");
        assertThat(file).hasContent("precious");
    }

    @Test
    void the_owner_closes_it() {
        StreamServer server;
        try (Loopback other = Loopback.open()) {
            server = other.tcpServer(spec -> spec.host(OWN_HOST));
        }
        InetSocketAddress address = server.address();
        assertThat(server.isListening()).isFalse();
        assertThatThrownBy(() -> Peer.connectTo(address)).hasMessage("Connection refused");
    }
}
