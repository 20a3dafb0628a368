package io.github.loopline.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.datagram.DatagramPeer;
import io.github.loopline.net.SocketType;
import io.github.loopline.packet.PacketClient;
import io.github.loopline.packet.PacketServer;
import io.github.loopline.stream.StreamServer;
import io.github.loopline.testkit.Run;
import io.github.loopline.testkit.Samples;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.Test;

/** Declarations of Unix sockets that are wrong: one exact line each, and no socket. */
class UnixMisuseTests {

    private static final String LONG = "/tmp/1234567890123456789012345678901234567890123456789012345678901234567890"
            + "12345678901234567890123456789012";

    @Test
    void the_type_must_be_that_of_the_fixture() {
        Run run = Samples.run(TypeTestCase.class);

        told(
                run,
                "packets",
                "@UnixServer parameter [server] in [TypeTestCase.packets(PacketServer)]: type must be SEQPACKET for"
                        + " PacketServer but was STREAM. Write type = SEQPACKET, or inject StreamServer.");
        told(
                run,
                "client",
                "@UnixClient parameter [client] in [TypeTestCase.client(PacketClient)]: type must be SEQPACKET for"
                        + " PacketClient but was STREAM. Write type = SEQPACKET, or inject StreamClient.");
        told(
                run,
                "stream",
                "@UnixServer parameter [server] in [TypeTestCase.stream(StreamServer)]: type must be STREAM for"
                        + " StreamServer but was SEQPACKET. Remove it, or inject PacketServer.");
        told(
                run,
                "channel",
                "@UnixServer parameter [server] in [TypeTestCase.channel(ServerSocketChannel)]: type must be STREAM for"
                        + " ServerSocketChannel but was SEQPACKET. Remove it, or inject PacketServer.");
        told(
                run,
                "clientChannel",
                "@UnixClient parameter [client] in [TypeTestCase.clientChannel(SocketChannel)]: type must be STREAM for"
                        + " SocketChannel but was SEQPACKET. Remove it, or inject PacketClient.");
        told(
                run,
                "datagram",
                "@UnixServer parameter [server] in [TypeTestCase.datagram(StreamServer)]: type must be STREAM or"
                        + " SEQPACKET but was DGRAM. Use @UnixPeer.");
        told(
                run,
                "raw",
                "@UnixServer parameter [server] in [TypeTestCase.raw(StreamServer)]: type must be STREAM or SEQPACKET"
                        + " but was RAW. Unix sockets have no such type.");
        told(
                run,
                "text",
                "@UnixServer parameter [server] in [TypeTestCase.text(String)] must be of type PacketServer,"
                        + " UnixDomainSocketAddress or SocketAddress but is String. Write PacketServer, say.");
    }

    @Test
    void a_name_must_be_one_that_the_socket_can_have() {
        Run run = Samples.run(NameTestCase.class);

        told(
                run,
                "stream",
                "@UnixServer parameter [server] in [NameTestCase.stream(StreamServer)]: abstractName has no effect on"
                        + " StreamServer. Remove it.");
        told(
                run,
                "both",
                "@UnixPeer parameter [peer] in [NameTestCase.both(DatagramPeer)]: abstractName has no effect with a"
                        + " path. Remove one of them.");
        told(
                run,
                "address",
                "@UnixPeer parameter [peer] in [NameTestCase.address(UnixDomainSocketAddress)]: abstractName has no"
                        + " effect on UnixDomainSocketAddress. Remove it, or inject DatagramPeer or SocketAddress.");
        told(
                run,
                "path",
                "@UnixPeer parameter [peer] in [NameTestCase.path(DatagramPeer)]: path must have 1 to 106 bytes but"
                        + " has 107: " + LONG + ". Bind to a shorter one, such as a file in a directory that"
                        + " Files.createTempDirectory made.");
        told(
                run,
                "packets",
                "@UnixServer parameter [server] in [NameTestCase.packets(PacketServer)]: path must have 1 to 106 bytes"
                        + " but has 107: " + LONG + ". Bind to a shorter one, such as a file in a directory that"
                        + " Files.createTempDirectory made.");
        told(
                run,
                "longer",
                "@UnixServer parameter [server] in [NameTestCase.longer(StreamServer)]: path must have 1 to 106 bytes"
                        + " but has 108: " + LONG + "8. Bind to a shorter one, such as a file in a directory that"
                        + " Files.createTempDirectory made.");
        told(
                run,
                "name",
                "@UnixPeer parameter [peer] in [NameTestCase.name(DatagramPeer)]: abstractName must have 1 to 107 bytes"
                        + " but has 108: " + LONG + "8. Write a shorter one, or Options.ANY_NAME.");
        told(
                run,
                "buffer",
                "@UnixServer parameter [server] in [NameTestCase.buffer(PacketServer)]: receiveBufferSize has no effect"
                        + " on PacketServer. Remove it.");
    }

    private static void told(Run run, String test, String message) {
        assertThat(run.failure(test)).hasMessage(message);
    }

    static class TypeTestCase {

        @Test
        void packets(@UnixServer PacketServer server) {}

        @Test
        void client(@UnixClient PacketClient client) {}

        @Test
        void stream(@UnixServer(type = SocketType.SEQPACKET) StreamServer server) {}

        @Test
        void channel(@UnixServer(type = SocketType.SEQPACKET) ServerSocketChannel server) {}

        @Test
        void clientChannel(@UnixClient(type = SocketType.SEQPACKET) SocketChannel client) {}

        @Test
        void datagram(@UnixServer(type = SocketType.DGRAM) StreamServer server) {}

        @Test
        void raw(@UnixServer(type = SocketType.RAW) StreamServer server) {}

        @Test
        void text(@UnixServer(type = SocketType.SEQPACKET) String server) {}
    }

    static class NameTestCase {

        @Test
        void stream(@UnixServer(abstractName = "x") StreamServer server) {}

        @Test
        void both(@UnixPeer(abstractName = "x", path = "/tmp/loopline-none") DatagramPeer peer) {}

        @Test
        void address(@UnixPeer(abstractName = "x") UnixDomainSocketAddress peer) {}

        @Test
        void path(@UnixPeer(path = LONG) DatagramPeer peer) {}

        @Test
        void packets(@UnixServer(type = SocketType.SEQPACKET, path = LONG) PacketServer server) {}

        @Test
        void longer(@UnixServer(path = LONG + "8") StreamServer server) {}

        @Test
        void name(@UnixPeer(abstractName = LONG + "8") DatagramPeer peer) {}

        @Test
        void buffer(@UnixServer(type = SocketType.SEQPACKET, receiveBufferSize = 1) PacketServer server) {}
    }
}
