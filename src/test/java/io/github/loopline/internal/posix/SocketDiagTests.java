package io.github.loopline.internal.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.loopline.fixture.SocketProbe;
import io.github.loopline.internal.SocketTable;
import io.github.loopline.net.Family;
import io.github.loopline.net.SocketType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The kernel, asked for one socket, says what its table of all says. */
class SocketDiagTests {

    private static final int BACKLOG = 5;

    @BeforeAll
    static void needs_jna_and_the_tables() {
        assumeTrue(SocketProbe.missing(Family.UNIX, SocketType.DGRAM, 0) == null, "JNA is not there");
        assumeTrue(SocketTable.isThere(), "the system has no such tables");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void both_ends_of_a_connection_have_an_inode(String host) throws IOException {
        try (ServerSocket server = new ServerSocket(0, BACKLOG, InetAddress.getByName(host));
                Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
                Socket accepted = server.accept()) {
            assertThat(SocketDiag.inode(local(client), local(accepted)))
                    .isPositive()
                    .isEqualTo(SocketTable.inode(local(client), local(accepted)));
            assertThat(SocketDiag.inode(local(accepted), local(client)))
                    .isPositive()
                    .isNotEqualTo(SocketDiag.inode(local(client), local(accepted)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void an_end_that_was_closed_before_the_other_is_nobodys(String host) throws IOException {
        try (ServerSocket server = new ServerSocket(0, BACKLOG, InetAddress.getByName(host));
                Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
                Socket accepted = server.accept()) {
            InetSocketAddress gone = local(client);
            client.close();

            assertThat(SocketDiag.inode(gone, local(accepted))).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1"})
    void where_somebody_only_listens_there_is_no_connection(String host) throws IOException {
        try (ServerSocket server = new ServerSocket(0, BACKLOG, InetAddress.getByName(host));
                Socket other = new Socket(server.getInetAddress(), server.getLocalPort())) {
            InetSocketAddress listening = (InetSocketAddress) server.getLocalSocketAddress();
            InetSocketAddress nobody = new InetSocketAddress(InetAddress.getByName(host), 1);

            assertThat(SocketDiag.inode(listening, nobody)).isEqualTo(SocketTable.UNKNOWN);
            assertThat(SocketDiag.inode(nobody, listening)).isEqualTo(SocketTable.UNKNOWN);
            assertThat(SocketDiag.inode(local(other), listening)).isPositive();
        }
    }

    private static InetSocketAddress local(Socket socket) {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }
}
