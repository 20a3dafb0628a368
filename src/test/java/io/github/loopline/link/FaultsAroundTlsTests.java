package io.github.loopline.link;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.Loopback;
import io.github.loopline.fault.StreamFault;
import io.github.loopline.fixture.Options;
import io.github.loopline.internal.Draws;
import io.github.loopline.stream.StreamServer;
import io.github.loopline.stream.TcpServerSpec;
import io.github.loopline.tls.TlsOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each fault of the transport, beneath TLS and above it, as a client of the JDK sees it, and when. */
class FaultsAroundTlsTests {

    private static final Duration SOME = Duration.ofMillis(5);

    private static final Map<String, StreamFault> FAULTS = Map.ofEntries(
            Map.entry("latency", StreamFault.latency(SOME)),
            Map.entry("bandwidth", StreamFault.bandwidth(1 << 20)),
            Map.entry("slice", StreamFault.slice(3, Duration.ZERO)),
            Map.entry("coalesce", StreamFault.coalesce(1000, SOME)),
            Map.entry("drip", StreamFault.drip(4).toClient()),
            Map.entry("cut", StreamFault.cut().afterBytes(2).toClient()),
            Map.entry("slowClose", StreamFault.slowClose(SOME)),
            Map.entry("corrupt", StreamFault.corrupt(1).toClient()),
            Map.entry("corruptByte", StreamFault.corruptByte(0).toClient()),
            Map.entry("garbage", StreamFault.garbage(5).toClient()),
            Map.entry("freeze", StreamFault.freeze()),
            Map.entry("blackhole", StreamFault.blackhole()),
            Map.entry("reset", StreamFault.reset().afterBytes(2).toClient()),
            Map.entry("close", StreamFault.close().afterBytes(2).toClient()),
            Map.entry("halfClose", StreamFault.halfClose().afterBytes(2).toClient()),
            Map.entry("refuse", StreamFault.refuse()),
            Map.entry("unresponsive", StreamFault.unresponsive()));

    private final Loopback net = Loopback.open(Options.NONE, Draws.of(7)); // always the same garbage and the same bits

    @AfterEach
    void close() {
        net.close();
    }

    @ParameterizedTest
    @CsvSource({
        "latency, text hello, text hello",
        "bandwidth, text hello, text hello",
        "slice, text hello, text hello",
        "coalesce, text hello, text hello",
        "drip, text hello, text hello",
        "cut, text hello, text hello",
        "slowClose, text hello, text hello",
        "corrupt, handshake fails, text changed",
        "corruptByte, handshake fails, text changed",
        "garbage, handshake fails, text changed",
        "freeze, handshake silence, text silence",
        "blackhole, handshake silence, text silence",
        "reset, handshake Connection reset, text Connection reset",
        "close, handshake fails, text he",
        "halfClose, handshake fails, text he",
        "refuse, connect Connection refused, connect Connection refused",
        "unresponsive, connect silence, connect silence"
    })
    void beneath_and_above(String name, String beneath, String above) throws Exception {
        StreamFault fault = FAULTS.get(name);
        StreamServer server =
                net.open(TcpServerSpec.create().tls(TlsOptions.create())).echo();
        StreamLink link = net.open(TcpLinkSpec.create()).to(server);
        link.apply(fault);
        assertThat(seen(server, link.address(), beneath)).isEqualTo(beneath);

        server.apply(fault);
        assertThat(seen(server, server.address(), above)).isEqualTo(above);
    }

    /** Gives how far a client gets, and what it sees there; it waits long, but for a silence that is expected. */
    private static String seen(StreamServer server, InetSocketAddress address, String expected) throws IOException {
        String phase = "connect";
        try (Socket raw = new Socket()) {
            raw.connect(address, timeout(phase, expected));
            SSLSocket client =
                    (SSLSocket) server.trust().sslContext().getSocketFactory().createSocket(raw, "localhost", 0, true);
            phase = "handshake";
            raw.setSoTimeout(timeout(phase, expected));
            client.startHandshake();
            phase = "text";
            client.getOutputStream().write("hello".getBytes());
            raw.setSoTimeout(timeout(phase, expected));
            String came = new String(client.getInputStream().readNBytes(5), US_ASCII);
            client.close();
            return phase + " " + (came.length() < 5 || came.equals("hello") ? came : "changed");
        } catch (SSLException e) {
            return phase + " fails";
        } catch (SocketTimeoutException e) {
            return phase + " silence";
        } catch (SocketException e) {
            return phase + " " + e.getMessage();
        }
    }

    private static int timeout(String phase, String expected) {
        return expected.equals(phase + " silence") ? 200 : 10_000;
    }
}
