package io.github.loopline.fault;

import static io.github.loopline.fault.PlainClient.since;
import static io.github.loopline.fault.StreamFault.bandwidth;
import static io.github.loopline.fault.StreamFault.blackhole;
import static io.github.loopline.fault.StreamFault.close;
import static io.github.loopline.fault.StreamFault.latency;
import static io.github.loopline.fault.StreamFault.refuse;
import static io.github.loopline.fault.StreamFault.reset;
import static io.github.loopline.fault.StreamFault.slice;
import static io.github.loopline.fault.StreamFault.slowClose;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.junit.TcpLink;
import io.github.loopline.junit.TcpServer;
import io.github.loopline.link.StreamLink;
import io.github.loopline.stream.StreamServer;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The toxics of Toxiproxy, as a plain client behind a link sees them. */
class ToxicsTests {

    @TcpServer
    private StreamServer server;

    @TcpLink
    private StreamLink link;

    @BeforeEach
    void lead() {
        link.to(server);
    }

    private PlainClient connect() throws Exception {
        return PlainClient.connect(link.address());
    }

    @Test
    void latency_comes_later() throws Exception {
        server.echo();
        link.apply(latency(ofMillis(100)).toClient());

        try (PlainClient client = connect()) {
            long start = System.nanoTime();
            assertThat(client.send("ping").read(4)).isEqualTo("ping");
            assertThat(since(start)).isGreaterThanOrEqualTo(ofMillis(100));
        }
    }

    @Test
    void latency_with_jitter_comes_in_a_range_and_in_order() throws Exception {
        server.echo();
        link.apply(latency(Delay.uniform(ofMillis(20), ofMillis(60))).toClient());

        try (PlainClient client = connect()) {
            for (int i = 0; i < 5; i++) {
                long start = System.nanoTime();
                assertThat(client.send("ping" + i).read(5)).isEqualTo("ping" + i);
                assertThat(since(start)).isBetween(ofMillis(20), ofSeconds(5));
            }
            String all = "0123456789".repeat(5);
            for (char each : all.toCharArray()) {
                client.send(String.valueOf(each));
            }
            assertThat(client.read(all.length())).isEqualTo(all);
        }
    }

    @Test
    void down_refuses_and_ends_what_is_open() throws Exception {
        server.echo();
        try (PlainClient client = connect()) {
            assertThat(client.send("ping").read(4)).isEqualTo("ping");
            try (var down = link.apply(refuse())) {
                link.reset();
                assertThatThrownBy(() -> client.read(1))
                        .isInstanceOf(SocketException.class)
                        .hasMessage("Connection reset");
                assertThatThrownBy(this::connect)
                        .isInstanceOf(ConnectException.class)
                        .hasMessageStartingWith("Connection refused");
                assertThat(down).isActive();
            }
        }
        try (PlainClient again = connect()) {
            assertThat(again.send("ping").read(4)).isEqualTo("ping");
        }
    }

    @Test
    void bandwidth_takes_its_time() throws Exception {
        server.greeting("x".repeat(30_000));
        link.apply(bandwidth(100 * 1000).toClient());

        long start = System.nanoTime();
        try (PlainClient client = connect()) {
            assertThat(client.read(30_000)).hasSize(30_000);
            assertThat(since(start)).isGreaterThanOrEqualTo(ofMillis(290));
        }
    }

    @Test
    void slow_close_is_an_end_behind_the_bytes() throws Exception {
        server.script(s -> s.expectLine("GET").send("OK\n").close());
        link.apply(slowClose(ofMillis(150)));

        try (PlainClient client = connect()) {
            long start = System.nanoTime();
            assertThat(client.send("GET\n").readToEnd()).isEqualTo("OK\n");
            assertThat(since(start)).isGreaterThanOrEqualTo(ofMillis(150));
        }
    }

    @Test
    void timeout_takes_everything_and_ends() throws Exception {
        server.echo();
        try (PlainClient client = connect()) {
            assertThat(client.send("!").read(1)).isEqualTo("!");
            long start = System.nanoTime();
            link.apply(blackhole().lasting(ofSeconds(2)));

            assertThatThrownBy(() -> client.send("ping").read(1))
                    .isInstanceOf(SocketException.class)
                    .hasMessage("Connection reset");
            assertThat(since(start)).isGreaterThanOrEqualTo(ofSeconds(2));
        }
    }

    @Test
    void timeout_0_takes_everything_and_stays_open() throws Exception {
        server.echo();
        var hole = link.apply(blackhole());

        try (PlainClient client = connect()) {
            client.send("x".repeat(8_000_000));
            assertThatThrownBy(() -> client.patient(200).read(1))
                    .isInstanceOf(SocketTimeoutException.class)
                    .hasMessage("Read timed out");
            assertThat(hole).hasStruck();
            assertThat(link.connection(0)).isOpen();
        }
    }

    @Test
    void reset_peer_is_a_reset() throws Exception {
        link.apply(reset());

        try (PlainClient client = connect()) {
            assertThatThrownBy(() -> client.read(1))
                    .isInstanceOf(SocketException.class)
                    .hasMessage("Connection reset");
        }
    }

    @Test
    void slicer_sends_pieces() throws Exception {
        server.greeting("abcdef");
        link.apply(slice(2, ofMillis(40)).toClient());

        long start = System.nanoTime();
        try (PlainClient client = connect()) {
            assertThat(client.read(6)).isEqualTo("abcdef");
            assertThat(since(start)).isGreaterThanOrEqualTo(ofMillis(80));
        }
    }

    @Test
    void limit_data_is_an_end_after_so_many_bytes() throws Exception {
        server.greeting("0123456789");
        link.apply(close().afterBytes(4).toClient());

        try (PlainClient client = connect()) {
            assertThat(client.readToEnd()).isEqualTo("0123");
        }
    }

    @Test
    void noop_changes_nothing() throws Exception {
        server.echo();
        link.clear();

        try (PlainClient client = connect()) {
            assertThat(client.send("ping").read(4)).isEqualTo("ping");
        }
    }

    @Test
    void toxicity_strikes_a_share() throws Exception {
        server.greeting("hello");
        var some = link.apply(reset().afterBytes(0).toClient().onShare(0.5));

        int struck = 0;
        for (int i = 0; i < 40; i++) {
            try (PlainClient client = connect()) {
                struck += client.read(5).equals("hello") ? 0 : 1;
            } catch (SocketException e) {
                assertThat(e).hasMessage("Connection reset");
                struck++;
            }
        }
        assertThat(struck).isBetween(4, 36);
        assertThat(some.struck()).isEqualTo(struck);
    }

    @Test
    void upstream_and_downstream_are_struck_alone() throws Exception {
        server.echo();
        var upstream = link.apply(latency(ofMillis(60)).toServer());
        var downstream = link.apply(latency(ofMillis(60)).toClient());

        try (PlainClient client = connect()) {
            long start = System.nanoTime();
            assertThat(client.send("ping").read(4)).isEqualTo("ping");
            assertThat(since(start)).isGreaterThanOrEqualTo(ofMillis(120));
            assertThat(upstream).hasStruck();
            assertThat(downstream).hasStruck();
        }
        link.clear();
        server.greeting("hello");
        try (AppliedFault slow = link.apply(latency(ofSeconds(600)).toServer());
                PlainClient client = connect()) {
            assertThat(client.send("never").read(5)).isEqualTo("hello");
            assertThat(slow).within(ofSeconds(10)).hasStruck();
            assertThat(server).connection(1).hasReceivedNothing();
        }
        try (AppliedFault slow = link.apply(latency(ofSeconds(600)).toClient());
                PlainClient client = connect().send("ping")) {
            assertThat(server).within(ofSeconds(10)).connection(2).hasReceived("ping");
            assertThatThrownBy(() -> client.patient(100).read(1)).hasMessage("Read timed out");
            assertThat(slow).hasStruck();
        }
    }
}
