package io.github.loopline.link;

import static io.github.loopline.fault.Direction.TO_SERVER;
import static io.github.loopline.fault.StreamFault.latency;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofNanos;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.loopline.Loopback;
import io.github.loopline.fault.Delay;
import io.github.loopline.fixture.Options;
import io.github.loopline.internal.Draws;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The delay of a byte goes by its place in the stream, not by the read that it came with. */
class JitterTests {

    private static final int SENT = 1000;

    /** Nearly always less than a millisecond, or more than a test lasts. */
    private static final Delay NOTHING_OR_AN_HOUR = Delay.pareto(ofNanos(1), 0.04);

    /** Five draws give nothing and the sixth an hour. */
    private static final Draws SEED = Draws.of(11);

    private static final int BEFORE_THE_LATE_ONE = 5 * 64;

    @ParameterizedTest
    @ValueSource(ints = {SENT, 125, 8})
    void the_same_bytes_are_late_however_they_are_cut(int piece) throws Exception {
        try (var net = Loopback.open(Options.NONE, SEED);
                ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket client = new Socket()) {
            StreamLink link = net.tcpLink().to(listener.getLocalSocketAddress());
            link.apply(latency(NOTHING_OR_AN_HOUR).toServer());
            client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), link.port()));
            try (Socket server = listener.accept()) {
                byte[] bytes = new byte[piece];
                Arrays.fill(bytes, (byte) 'x');
                for (int end = piece; end <= SENT; end += piece) {
                    client.getOutputStream().write(bytes);
                    await().pollDelay(Duration.ZERO)
                            .pollInterval(ofMillis(1))
                            .until(() -> link.traffic(TO_SERVER).arrived(), Long.valueOf(end)::equals);
                }

                server.setSoTimeout(10_000);
                assertThat(server.getInputStream().readNBytes(BEFORE_THE_LATE_ONE))
                        .hasSize(BEFORE_THE_LATE_ONE)
                        .containsOnly('x');
                server.setSoTimeout(100);
                assertThatThrownBy(() -> server.getInputStream().read())
                        .isInstanceOf(SocketTimeoutException.class)
                        .hasMessage("Read timed out");
                assertThat(link.traffic(TO_SERVER)).isEqualTo(new Traffic(SENT, BEFORE_THE_LATE_ONE, 0));
            }
        }
    }
}
