package io.github.loopline;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.datagram.DatagramPeer;
import io.github.loopline.junit.TcpClient;
import io.github.loopline.junit.UdpPeer;
import io.github.loopline.net.Family;
import io.github.loopline.net.Protocol;
import io.github.loopline.net.SocketType;
import io.github.loopline.packet.PacketClient;
import io.github.loopline.packet.PacketServer;
import io.github.loopline.raw.RawPeer;
import io.github.loopline.stream.StreamClient;
import io.github.loopline.stream.StreamServer;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A new family or type needs its rows in the page on the sockets interface. */
class SocketKindsTests {

    @Test
    void families_and_types_are_these() {
        assertThat(Family.values()).containsExactly(Family.INET, Family.INET6, Family.UNIX);
        assertThat(SocketType.values())
                .containsExactlyInAnyOrder(
                        SocketType.STREAM, SocketType.DGRAM, SocketType.SEQPACKET, SocketType.RAW, SocketType.RDM);
        assertThat(Protocol.values()).containsExactly(Protocol.TCP, Protocol.UDP);
    }

    @Test
    void verbs_fit_the_type() {
        assertThat(verbs(DatagramPeer.class)).doesNotContain("listen", "accept", "connection", "shutdownOutput");
        assertThat(verbs(RawPeer.class)).doesNotContain("listen", "accept", "connection", "shutdownOutput", "connect");
        assertThat(verbs(StreamServer.class)).doesNotContain("send", "receive", "connect");
        assertThat(verbs(PacketServer.class)).doesNotContain("send", "receive", "connect");
        assertThat(verbs(StreamClient.class)).doesNotContain("listen", "accept", "stopAccepting", "sendTo");
        assertThat(verbs(PacketClient.class)).doesNotContain("listen", "accept", "stopAccepting", "sendUrgent");
        assertThat(verbs(UdpPeer.class)).doesNotContain("backlog", "noDelay", "lingerSeconds");
        assertThat(verbs(TcpClient.class)).doesNotContain("backlog");
    }

    private static List<String> verbs(Class<?> type) {
        return Arrays.stream(type.getMethods()).map(Method::getName).toList();
    }
}
