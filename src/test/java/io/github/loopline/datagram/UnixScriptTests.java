package io.github.loopline.datagram;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.Loopback;
import io.github.loopline.internal.posix.Constants;
import io.github.loopline.internal.posix.Incoming;
import io.github.loopline.internal.posix.NativeSocket;
import io.github.loopline.junit.EnabledIfSocket;
import io.github.loopline.net.Family;
import io.github.loopline.net.SocketType;
import io.github.loopline.net.UnnamedUnixAddress;
import io.github.loopline.script.Gate;
import io.github.loopline.script.ScriptFailure;
import io.github.loopline.testkit.Background;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Scripts of a Unix datagram peer, as a plain socket of the same kind sees them. */
@EnabledIfSocket(family = Family.UNIX, type = SocketType.DGRAM)
class UnixScriptTests {

    /** A plain socket that can be answered: the kernel gives it a name. */
    private static NativeSocket named() throws IOException {
        NativeSocket socket = NativeSocket.open(Constants.AF_UNIX, Constants.SOCK_DGRAM, 0);
        socket.bind(UnnamedUnixAddress.INSTANCE);
        return socket;
    }

    private static void send(NativeSocket socket, DatagramPeer peer, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer data = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
        while (socket.send(data, peer.socketAddress()) < 0) {
            socket.await(
                    Constants.POLLOUT, 10); // poll tells of room in the own buffer only, not of room at the receiver
        }
    }

    private static String receive(NativeSocket socket) throws IOException {
        ByteBuffer data = ByteBuffer.allocateDirect(1000);
        Incoming in = socket.receive(data);
        if (in == null) {
            socket.await(Constants.POLLIN, 10_000);
            in = socket.receive(data.clear());
        }
        assertThat(in).isNotNull();
        return StandardCharsets.UTF_8.decode(data.flip()).toString();
    }

    @Test
    void expects_whole_datagrams_and_answers_their_senders() throws Exception {
        try (Loopback net = Loopback.open();
                NativeSocket one = named();
                NativeSocket two = named()) {
            DatagramPeer peer = net.unixPeer()
                    .script(s -> s.expect("PING")
                            .send("PONG")
                            .expectMatching("GET \\w+")
                            .send("")
                            .expectMessageWhere(bytes -> bytes.length == 0)
                            .together(t -> t.send("a").send("b"))
                            .sendTo(one.localAddress(), "for one")
                            .sendSlowly("cd".getBytes(StandardCharsets.UTF_8), 1, ofMillis(1)));

            send(one, peer, "PING");
            assertThat(receive(one)).isEqualTo("PONG");
            send(two, peer, "GET all");
            assertThat(receive(two)).isEmpty();
            send(two, peer, "");
            assertThat(receive(two)).isEqualTo("ab");
            assertThat(receive(one)).isEqualTo("for one");
            assertThat(receive(two) + receive(two)).isEqualTo("cd");
            peer.awaitScript();
        }
    }

    @Test
    void what_it_cannot_do_is_told() throws Exception {
        Loopback net = Loopback.open();
        try (NativeSocket nameless = NativeSocket.open(Constants.AF_UNIX, Constants.SOCK_DGRAM, 0)) {
            DatagramPeer peer = net.unixPeer();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> peer.script(s -> s.send("a").shutdownOutput()))
                    .withMessageContaining("cannot be played on " + peer + ": ");

            peer.script(s -> s.expect("PING").send("PONG"));
            send(nameless, peer, "PING");
            assertThatExceptionOfType(ScriptFailure.class)
                    .isThrownBy(() -> peer.awaitScript(ofSeconds(20)))
                    .withMessageContaining("nobody can. Bind the other side to a path.");
        }
        assertThatExceptionOfType(ScriptFailure.class).isThrownBy(net::close);
    }

    /** The script's queue is bounded, so that the kernel's fills, and then the sender waits. */
    @Test
    void a_script_that_is_behind_holds_the_sender_up_and_loses_nothing() throws Exception {
        int all = 12_000;
        Gate gate = new Gate();
        try (Loopback net = Loopback.open();
                NativeSocket plain = named()) {
            DatagramPeer peer = net.unixPeer()
                    .script(s -> s.await(gate)
                            .repeat(all, r -> r.expectMessage())
                            .expect("last")
                            .send("done"));
            Background<String> flood = Background.call(() -> {
                for (int i = 0; i < all; i++) {
                    send(plain, peer, "x");
                }
                send(plain, peer, "last");
                return "sent";
            });
            assertThat(peer).within(ofSeconds(60)).hasReceivedCount(10_000);
            assertThatThrownBy(() -> assertThat(peer).within(ofMillis(200)).hasReceivedCount(10_001))
                    .isInstanceOf(AssertionError.class);
            assertThat(peer.receivedCount()).isEqualTo(10_000);
            assertThat(flood.isDone()).isFalse();

            gate.release();
            assertThat(flood.result()).isEqualTo("sent");
            peer.awaitScript(ofSeconds(20));
            assertThat(receive(plain)).isEqualTo("done");
            assertThat(peer.receivedCount()).isEqualTo(all + 1L);
        }
    }
}
