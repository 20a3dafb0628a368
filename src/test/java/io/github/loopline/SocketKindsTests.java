package io.github.loopline;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.net.Family;
import io.github.loopline.net.Protocol;
import io.github.loopline.net.SocketType;
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
}
