package io.github.loopline.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.Loopback;
import io.github.loopline.net.FixtureException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class PeerPrincipalTests {

    @Test
    void both_ends_of_a_unix_connection_are_told_who_the_other_is() throws Exception {
        try (Loopback net = Loopback.open()) {
            StreamServer server = net.unixServer();
            StreamClient client = net.connectTo(server);
            String me = Files.getOwner(Path.of("/proc/self")).getName();

            assertThat(server.connection(0).peerPrincipal().user().getName()).isEqualTo(me);
            assertThat(client.peerPrincipal().user().getName()).isEqualTo(me);
            Connection connection = server.connection(0);
            connection.close();
            assertThatThrownBy(connection::peerPrincipal)
                    .isInstanceOf(FixtureException.class)
                    .hasMessage("Cannot tell the peer principal of " + connection + ": it is closed.");
        }
    }

    @Test
    void a_tcp_connection_has_none() {
        try (Loopback net = Loopback.open()) {
            StreamClient client = net.connectTo(net.tcpServer());

            assertThatThrownBy(client::peerPrincipal)
                    .isInstanceOf(FixtureException.class)
                    .hasMessage("connection #0 of " + client + " has no peer principal: the kernel tells it of Unix"
                            + " connections only. Use remoteAddress().");
        }
    }
}
