package io.github.loopline.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;

/** What a plain peer sees of a fixture that refuses its handshake. */
public final class Refusal {

    private static final int HEADER_BYTES = 5;

    private Refusal() {}

    /** Reads the record that a client begins with (RFC 8446, section 5.1). */
    public static void readHello(Socket peer) throws IOException {
        InputStream in = peer.getInputStream();
        byte[] header = in.readNBytes(HEADER_BYTES);
        assertThat(header).startsWith(22, 3);
        in.skipNBytes((header[3] & 0xff) << 8 | header[4] & 0xff);
    }

    /**
     * Verifies that a peer gets a fatal alert and then FIN, and that what it writes is no error until the fixture is closed: a reset
     * would take the alert away from it.
     */
    public static void isHeard(Socket peer, AutoCloseable fixture) throws Exception {
        assertThat(peer.getInputStream().readAllBytes())
                .hasSize(7)
                .startsWith(21, 3)
                .containsSequence(0, 2, 2);
        write(peer, 20);
        fixture.close();
        assertThatThrownBy(() -> write(peer, 1000)).isInstanceOf(SocketException.class);
    }

    private static void write(Socket peer, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            peer.getOutputStream().write(new byte[64 * 1024]);
        }
    }
}
