package io.github.loopline.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.Loopback;
import io.github.loopline.fault.Direction;
import io.github.loopline.fault.StreamFault;
import io.github.loopline.internal.engine.Engine;
import io.github.loopline.stream.StreamServer;
import io.github.loopline.stream.TcpServerSpec;
import io.github.loopline.stream.UnixServerSpec;
import io.github.loopline.tls.TlsOptions;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** TLS from a client of the JDK through a link, which sees records, to a server that sees clear text. */
class TlsThroughLinkTests {

    private static final Duration SOON = Duration.ofSeconds(10);

    private final Loopback net = Loopback.open();

    @AfterEach
    void close() {
        net.close();
    }

    private static SSLSocket connect(StreamServer server, StreamLink link) throws Exception {
        SSLSocket socket =
                (SSLSocket) server.trust().sslContext().getSocketFactory().createSocket("localhost", link.port());
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static void echo(SSLSocket client, String text) throws Exception {
        client.getOutputStream().write(text.getBytes());
        assertThat(client.getInputStream().readNBytes(text.length())).asString().isEqualTo(text);
    }

    @Test
    void a_link_passes_records_on_as_they_are() throws Exception {
        StreamServer server =
                net.open(TcpServerSpec.create().tls(TlsOptions.create())).echo();
        StreamLink link = net.open(TcpLinkSpec.create()).to(server);
        try (SSLSocket client = connect(server, link)) {
            echo(client, "hello");

            assertThat(server).connection(0).hasReceived("hello");
            assertThat(link.traffic(Direction.TO_SERVER).passed()).isGreaterThan(100);
        }
        assertThat(server).within(SOON).connection(0).tls().hasEndedWithCloseNotify();
    }

    @Test
    void a_unix_server_speaks_it_too() throws Exception {
        StreamServer server =
                net.open(UnixServerSpec.create().tls(TlsOptions.create())).echo();
        StreamLink link = net.open(TcpLinkSpec.create()).to(server);
        try (SSLSocket client = connect(server, link)) {
            echo(client, "hello");

            assertThat(server).connection(0).hasReceived("hello").tls().hasProtocol("TLSv1.3");
        }
        assertThat(server).within(SOON).connection(0).hasEndedByFin();
    }

    @Test
    void records_in_slices_are_put_together() throws Exception {
        StreamServer server =
                net.open(TcpServerSpec.create().tls(TlsOptions.create())).echo();
        StreamLink link = net.open(TcpLinkSpec.create()).to(server);
        link.apply(StreamFault.slice(7, Duration.ZERO));
        try (SSLSocket client = connect(server, link)) {
            echo(client, "a text that takes several slices");
        }
    }

    @Test
    void a_corrupted_record_in_mid_stream_is_noticed_by_the_client() throws Exception {
        StreamServer server =
                net.open(TcpServerSpec.create().tls(TlsOptions.create())).echo();
        StreamLink link = net.open(TcpLinkSpec.create()).to(server);
        try (SSLSocket client = connect(server, link)) {
            echo(client, "hello");
            link.apply(StreamFault.corruptByte(passedToClient(link) + 10).toClient());
            client.getOutputStream().write("more".getBytes());

            assertThatThrownBy(() -> client.getInputStream().read())
                    .isInstanceOf(SSLException.class)
                    .hasMessageContaining("Tag mismatch");
            assertThat(server).within(SOON).connection(0).tls().hasReceivedAlert("bad_record_mac");
        }
    }

    @Test
    void a_corrupted_record_in_mid_stream_is_noticed_by_the_server() throws Exception {
        StreamServer server =
                net.open(TcpServerSpec.create().tls(TlsOptions.create())).echo();
        StreamLink link = net.open(TcpLinkSpec.create()).to(server);
        try (SSLSocket client = connect(server, link)) {
            echo(client, "hello");
            Engine.shared().drain(); // so that what the client has is counted
            long passed = link.traffic(Direction.TO_SERVER).passed();
            link.apply(StreamFault.corruptByte(passed + 10).toServer());
            client.getOutputStream().write("secret".getBytes());

            assertThat(server).within(SOON).connection(0).tls().hasFailed();
            assertThat(server).connection(0).hasReceived("hello");
            assertThatThrownBy(() -> client.getInputStream().read())
                    .isInstanceOf(SSLException.class)
                    .hasMessageEndingWith("Received fatal alert: bad_record_mac");
        }
    }

    /** Gives the offset of the next byte to the client, which begins a record. */
    private static long passedToClient(StreamLink link) throws IOException {
        Engine.shared().drain(); // so that what the client has is counted
        return link.traffic(Direction.TO_CLIENT).passed();
    }

    @Test
    void a_cut_between_two_records_is_an_end_without_close_notify() throws Exception {
        StreamServer server =
                net.open(TcpServerSpec.create().tls(TlsOptions.create())).echo();
        StreamLink link = net.open(TcpLinkSpec.create()).to(server);
        try (SSLSocket client = connect(server, link)) {
            echo(client, "hello");
            link.apply(StreamFault.close());

            assertThat(client.getInputStream().read()).isEqualTo(-1);
            assertThat(server).within(SOON).connection(0).tls().hasEndedWithoutCloseNotify();
        }
    }

    @Test
    void a_cut_in_a_record_is_an_end_for_a_client_of_the_jdk() throws Exception {
        StreamServer server =
                net.open(TcpServerSpec.create().tls(TlsOptions.create())).echo();
        StreamLink link = net.open(TcpLinkSpec.create()).to(server);
        try (SSLSocket client = connect(server, link)) {
            echo(client, "hello");
            link.apply(StreamFault.close().afterBytes(10).toClient());
            client.getOutputStream().write("more".getBytes());

            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void a_cut_in_the_handshake_fails_it() throws Exception {
        StreamServer server =
                net.open(TcpServerSpec.create().tls(TlsOptions.create())).echo();
        StreamLink link = net.open(TcpLinkSpec.create()).to(server);
        link.apply(StreamFault.close().afterBytes(10).toClient());
        try (SSLSocket client = connect(server, link)) {
            assertThatThrownBy(client::startHandshake)
                    .isInstanceOf(SSLHandshakeException.class)
                    .hasMessage("Remote host terminated the handshake")
                    .hasRootCauseMessage("SSL peer shut down incorrectly");
        }
        assertThat(server).within(SOON).connection(0).hasEnded();
    }

    @Test
    void a_reset_is_one_for_both() throws Exception {
        StreamServer server =
                net.open(TcpServerSpec.create().tls(TlsOptions.create())).echo();
        StreamLink link = net.open(TcpLinkSpec.create()).to(server);
        try (SSLSocket client = connect(server, link)) {
            echo(client, "hello");
            link.apply(StreamFault.reset());

            assertThatThrownBy(() -> client.getInputStream().read())
                    .isInstanceOf(SocketException.class)
                    .hasMessage("Connection reset");
        }
        assertThat(server).within(SOON).connection(0).hasEndedByRst();
    }

    @Test
    void a_frozen_link_lets_a_read_time_out_and_then_goes_on() throws Exception {
        StreamServer server =
                net.open(TcpServerSpec.create().tls(TlsOptions.create())).echo();
        StreamLink link = net.open(TcpLinkSpec.create()).to(server);
        try (SSLSocket client = connect(server, link)) {
            echo(client, "hello");
            try (var frozen = link.apply(StreamFault.freeze())) {
                client.getOutputStream().write("more".getBytes());
                client.setSoTimeout(100);

                assertThatThrownBy(() -> client.getInputStream().read())
                        .isInstanceOf(SocketTimeoutException.class)
                        .hasMessage("Read timed out");
                assertThat(frozen).hasStruck();
            }
            client.setSoTimeout(10_000);
            assertThat(client.getInputStream().readNBytes(4)).asString().isEqualTo("more");
        }
    }

    @Test
    void a_silent_link_lets_the_handshake_time_out() throws Exception {
        StreamServer server = net.open(TcpServerSpec.create().tls(TlsOptions.create()));
        StreamLink link = net.open(TcpLinkSpec.create()).to(server);
        link.apply(StreamFault.blackhole().toClient());
        try (SSLSocket client = connect(server, link)) {
            client.setSoTimeout(200);

            assertThatThrownBy(client::startHandshake)
                    .isInstanceOf(SocketTimeoutException.class)
                    .hasMessage("Read timed out");
        }
        assertThat(server.connection(0)).hasReceivedNothing();
    }
}
