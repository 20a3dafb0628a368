package io.github.loopline.junit;

import static io.github.loopline.script.Framing.lines;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.loopline.datagram.DatagramPeer;
import io.github.loopline.net.FixtureException;
import io.github.loopline.stream.StreamServer;
import io.github.loopline.testkit.Samples;
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
