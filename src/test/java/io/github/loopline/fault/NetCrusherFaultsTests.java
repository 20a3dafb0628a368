package io.github.loopline.fault;

import static io.github.loopline.fault.PlainClient.since;
import static io.github.loopline.fault.StreamFault.bandwidth;
import static io.github.loopline.fault.StreamFault.blackhole;
import static io.github.loopline.fault.StreamFault.corruptByte;
import static io.github.loopline.fault.StreamFault.freeze;
import static io.github.loopline.fault.StreamFault.latency;
import static io.github.loopline.fault.StreamFault.refuse;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.junit.TcpLink;
import io.github.loopline.junit.TcpServer;
import io.github.loopline.link.StreamLink;
import io.github.loopline.stream.StreamServer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What NetCrusher does to TCP, as a plain client behind a link sees it. */
class NetCrusherFaultsTests {

    @TcpServer
    private StreamServer server;

    @TcpLink
    private StreamLink link;

    @BeforeEach
    void lead() {
        link.to(server.echo());
    }

    private PlainClient connect() throws IOException {
        PlainClient client = PlainClient.connect(link.address());
        assertThat(client.send("!").read(1)).isEqualTo("!");
        return client;
    }

    @Test
    void close_and_open_again_on_the_same_port() throws Exception {
        var closed = link.apply(refuse());
        assertThatThrownBy(this::connect)
                .isInstanceOf(ConnectException.class)
                .hasMessageStartingWith("Connection refused");
        closed.close();

        try (PlainClient client = connect()) {
            assertThat(client.send("ping").read(4)).isEqualTo("ping");
        }
    }

    @Test
    void reopen_resets_what_is_open() throws Exception {
        try (PlainClient client = connect()) {
            link.reset();
            assertReset(client);
        }
        try (PlainClient client = connect()) {
            assertThat(client.send("ping").read(4)).isEqualTo("ping");
        }
    }

    @Test
    void freeze_and_unfreeze_lose_nothing() throws Exception {
        try (PlainClient client = connect()) {
            var frozen = link.apply(freeze());
            assertReadTimesOut(client.send("ping"));
            frozen.close();
            assertThat(client.patient(10_000).read(4)).isEqualTo("ping");
        }
    }

    @Test
    void close_client_ends_one_of_them() throws Exception {
        try (PlainClient first = connect();
                PlainClient second = connect()) {
            link.connection(0).reset();
            assertReset(first);
            assertThat(second.send("ping").read(4)).isEqualTo("ping");
        }
    }

    @Test
    void pass_filter_takes_bytes_away() throws Exception {
        try (PlainClient client = connect()) {
            var filter = link.apply(blackhole().toServer());
            assertReadTimesOut(client.send("ping"));
            assertThat(filter).hasStruck();
        }
    }

    @Test
    void transform_filter_changes_bytes() throws Exception {
        try (PlainClient client = connect()) {
            link.apply(corruptByte(2).toClient());
            assertThat(client.send("abc").read(3).chars()).containsExactly((int) 'a', 'b' ^ 0xff, (int) 'c');
        }
    }

    @Test
    void delay_throttler_delays() throws Exception {
        try (PlainClient client = connect()) {
            link.apply(latency(ofMillis(100)).toServer());
            long start = System.nanoTime();
            assertThat(client.send("ping").read(4)).isEqualTo("ping");
            assertThat(since(start)).isGreaterThanOrEqualTo(ofMillis(100));
        }
    }

    @Test
    void byte_rate_throttler_limits() throws Exception {
        try (PlainClient client = connect()) {
            link.apply(bandwidth(100_000).toServer());
            long start = System.nanoTime();
            assertThat(client.send("x".repeat(20_000)).read(20_000)).hasSize(20_000);
            assertThat(since(start)).isGreaterThanOrEqualTo(ofMillis(190));
        }
    }

    @Test
    void throttlers_together_are_summed_and_the_tightest_rate_counts() throws Exception {
        try (PlainClient client = connect()) {
            link.apply(latency(ofMillis(50)).toServer());
            link.apply(latency(ofMillis(50)).toServer());
            link.apply(bandwidth(1_000_000).toServer());
            link.apply(bandwidth(100_000).toServer());
            long start = System.nanoTime();
            assertThat(client.send("x".repeat(10_000)).read(10_000)).hasSize(10_000);
            assertThat(since(start)).isGreaterThanOrEqualTo(ofMillis(180));
        }
    }

    private static void assertReset(PlainClient client) {
        assertThatThrownBy(() -> client.read(1))
                .isInstanceOf(SocketException.class)
                .hasMessage("Connection reset");
    }

    private static void assertReadTimesOut(PlainClient client) {
        assertThatThrownBy(() -> client.patient(200).read(1))
                .isInstanceOf(SocketTimeoutException.class)
                .hasMessage("Read timed out");
    }
}
