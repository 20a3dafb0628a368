package io.github.loopline.link;

import static io.github.loopline.fault.Direction.TO_CLIENT;
import static io.github.loopline.fault.StreamFault.latency;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.Loopback;
import io.github.loopline.stream.Transport;
import java.net.SocketException;
import java.nio.channels.ServerSocketChannel;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A server that vanishes in the middle of an answer, behind a link. Both ends are plain sockets of the JDK. */
class VanishingServerTests {

    @AutoClose
    private final Loopback net = Loopback.open();

    private List<String> transcript() {
        return net.transcript().events().stream()
                .map(event -> event.toString().replaceAll("127.0.0.1:\\d+", "x"))
                .toList();
    }

    @Test
    void its_reset_comes_behind_what_it_has_sent() throws Exception {
        ServerSocketChannel listener = Transport.TCP_IPV4.listener(net);
        StreamLink link = Ends.link(net, Transport.TCP_IPV4, listener);
        try (Ends ends = Ends.connect(link, listener)) {
            ends.client().write("GET");
            assertThat(ends.server().readText(3)).isEqualTo("GET");
            ends.server().write("half an ans").reset();
            listener.close();

            assertThat(ends.client().readText(11)).isEqualTo("half an ans");
            assertThatThrownBy(() -> ends.client().read(1))
                    .isInstanceOf(SocketException.class)
                    .hasMessage("Connection reset");
            assertThat(link.connection(0)).within(ofSeconds(10)).isOver();
        }
        assertNextIsServed(link, Transport.TCP_IPV4);
        assertThat(transcript())
                .containsSubsequence(
                        "server side #0 of " + plain(link) + " <- 11 bytes \"half an ans\"",
                        "connection #0 of " + plain(link) + " -> 11 bytes \"half an ans\"")
                .containsSubsequence(
                        "server side #0 of " + plain(link) + " <- RST", "connection #0 of " + plain(link) + " -> RST");
    }

    @ParameterizedTest
    @EnumSource
    void its_end_comes_behind_what_it_has_sent(Transport transport) throws Exception {
        ServerSocketChannel listener = transport.listener(net);
        StreamLink link = Ends.link(net, transport, listener);
        link.apply(latency(ofMillis(50)).toClient());
        try (Ends ends = Ends.connect(link, listener)) {
            ends.client().write("GET");
            assertThat(ends.server().readText(3)).isEqualTo("GET");
            ends.server().write("half an ans").close();
            listener.close();

            assertThat(ends.client().readTextToEnd()).isEqualTo("half an ans");
            assertThat(link.connection(0).passed(TO_CLIENT)).asString().isEqualTo("half an ans");
        }
        link.clear();
        assertNextIsServed(link, transport);
        assertThat(transcript())
                .containsSubsequence(
                        "server side #0 of " + plain(link) + " <- FIN", "connection #0 of " + plain(link) + " -> FIN");
    }

    /** Once the link leads to another server. */
    private void assertNextIsServed(StreamLink link, Transport transport) throws Exception {
        ServerSocketChannel other = transport.listener(net);
        link.to(other.getLocalAddress());
        try (Ends next = Ends.connect(link, other)) {
            next.client().write("GET");
            assertThat(next.server().readText(3)).isEqualTo("GET");
            next.server().write("an answer").close();
            assertThat(next.client().readTextToEnd()).isEqualTo("an answer");
        }
        other.close();
    }

    private static String plain(StreamLink link) {
        return link.toString().replaceAll("127.0.0.1:\\d+", "x");
    }
}
