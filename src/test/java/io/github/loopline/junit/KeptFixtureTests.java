package io.github.loopline.junit;

import static io.github.loopline.script.Framing.lines;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.loopline.datagram.DatagramPeer;
import io.github.loopline.fault.DatagramFault;
import io.github.loopline.fault.StreamFault;
import io.github.loopline.link.DatagramLink;
import io.github.loopline.link.StreamLink;
import io.github.loopline.net.FixtureException;
import io.github.loopline.stream.StreamClient;
import io.github.loopline.stream.StreamServer;
import io.github.loopline.testkit.Samples;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** A fixture that somebody keeps beyond its test says by which test's end it was closed. */
class KeptFixtureTests {

    private static void assertSaid(ThrowingCallable verb, String message) {
        assertThatExceptionOfType(FixtureException.class).isThrownBy(verb).withMessage(message);
    }

    @Test
    void what_is_given_to_it_is_refused_with_the_test_that_closed_it() {
        Samples.run(KeepingTestCase.class).succeeded(1);
        StreamServer server = KeepingTestCase.SERVER.get();
        DatagramPeer peer = KeepingTestCase.PEER.get();
        String was = ": " + server + " was closed at the end of KeepingTestCase.test. Do so before its close.";

        assertSaid(
                () -> server.connection(0),
                "Cannot get connection #0 of " + server
                        + ": it was closed at the end of KeepingTestCase.test, and none has come.");
        assertSaid(server::echo, "Cannot echo" + was);
        assertSaid(server::discard, "Cannot discard" + was);
        assertSaid(() -> server.handle(connection -> {}), "Cannot handle" + was);
        assertSaid(() -> server.script(s -> s.expect("x")), "Cannot script" + was);
        assertSaid(() -> server.script(0, s -> s.expect("x")), "Cannot script" + was);
        assertSaid(() -> server.framing(lines()).answer(request -> "x"), "Cannot answer" + was);
        assertSaid(() -> server.greeting("hi"), "Cannot greet" + was);
        assertSaid(
                () -> peer.answer(request -> "x"),
                "Cannot answer: " + peer + " was closed at the end of KeepingTestCase.test. Do so before its close.");
    }

    @Test
    void so_are_faults_and_where_a_link_is_to_lead() {
        Samples.run(BreakingTestCase.class).succeeded(1);
        StreamClient client = BreakingTestCase.CLIENT.get();
        DatagramPeer peer = BreakingTestCase.PEER.get();
        StreamLink link = BreakingTestCase.LINK.get();
        DatagramLink udp = BreakingTestCase.UDP.get();
        String was = " was closed at the end of BreakingTestCase.test. Do so before its close.";

        assertSaid(() -> client.apply(StreamFault.reset()), "Cannot apply reset: " + client + was);
        assertSaid(() -> peer.apply(DatagramFault.loss()), "Cannot apply loss: " + peer + was);
        assertSaid(() -> link.apply(StreamFault.reset()), "Cannot apply reset: " + link + was);
        assertSaid(() -> link.to(new InetSocketAddress("127.0.0.1", 80)), "Cannot lead to 127.0.0.1:80: " + link + was);
        assertSaid(() -> udp.apply(DatagramFault.loss()), "Cannot apply loss: " + udp + was);
    }

    static class BreakingTestCase {

        static final AtomicReference<StreamClient> CLIENT = new AtomicReference<>();
        static final AtomicReference<DatagramPeer> PEER = new AtomicReference<>();
        static final AtomicReference<StreamLink> LINK = new AtomicReference<>();
        static final AtomicReference<DatagramLink> UDP = new AtomicReference<>();

        @Test
        void test(
                @TcpClient StreamClient client,
                @UdpPeer DatagramPeer peer,
                @TcpLink StreamLink link,
                @UdpLink DatagramLink udp) {
            CLIENT.set(client);
            PEER.set(peer);
            LINK.set(link);
            UDP.set(udp);
        }
    }

    static class KeepingTestCase {

        static final AtomicReference<StreamServer> SERVER = new AtomicReference<>();
        static final AtomicReference<DatagramPeer> PEER = new AtomicReference<>();

        @Test
        void test(@TcpServer StreamServer server, @UdpPeer DatagramPeer peer) {
            SERVER.set(server);
            PEER.set(peer);
        }
    }
}
