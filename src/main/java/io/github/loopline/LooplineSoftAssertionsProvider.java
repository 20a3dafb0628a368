package io.github.loopline;

import io.github.loopline.datagram.Datagram;
import io.github.loopline.datagram.DatagramAssert;
import io.github.loopline.datagram.DatagramPeer;
import io.github.loopline.datagram.DatagramPeerAssert;
import io.github.loopline.fault.AppliedFault;
import io.github.loopline.fault.AppliedFaultAssert;
import io.github.loopline.link.DatagramLink;
import io.github.loopline.link.DatagramLinkAssert;
import io.github.loopline.link.LinkedConnection;
import io.github.loopline.link.LinkedConnectionAssert;
import io.github.loopline.link.StreamLink;
import io.github.loopline.link.StreamLinkAssert;
import io.github.loopline.packet.Packet;
import io.github.loopline.packet.PacketAssert;
import io.github.loopline.packet.PacketClient;
import io.github.loopline.packet.PacketClientAssert;
import io.github.loopline.packet.PacketConnection;
import io.github.loopline.packet.PacketConnectionAssert;
import io.github.loopline.packet.PacketServer;
import io.github.loopline.packet.PacketServerAssert;
import io.github.loopline.raw.RawPacket;
import io.github.loopline.raw.RawPacketAssert;
import io.github.loopline.raw.RawPeer;
import io.github.loopline.raw.RawPeerAssert;
import io.github.loopline.stream.Connection;
import io.github.loopline.stream.ConnectionAssert;
import io.github.loopline.stream.StreamClient;
import io.github.loopline.stream.StreamClientAssert;
import io.github.loopline.stream.StreamServer;
import io.github.loopline.stream.StreamServerAssert;
import org.assertj.core.api.SoftAssertionsProvider;

/**
 * Soft assertions on fixtures, to be combined with others of AssertJ. Failures of the fixtures' own assertions are collected,
 * also behind navigation; what they inherit from AssertJ ({@code isEqualTo}, {@code isNotNull} ...) throws at once.
 *
 * @since 0.1
 */
public interface LooplineSoftAssertionsProvider extends SoftAssertionsProvider {

    /**
     * Assert softly on a server.
     *
     * @param actual the server
     * @return its assertions, never null
     */
    default StreamServerAssert assertThat(StreamServer actual) {
        return new StreamServerAssert(actual).collectInto(this::collectAssertionError);
    }

    /**
     * Assert softly on a connection.
     *
     * @param actual the connection
     * @return its assertions, never null
     */
    default ConnectionAssert assertThat(Connection actual) {
        return new ConnectionAssert(actual).collectInto(this::collectAssertionError);
    }

    /**
     * Assert softly on a client.
     *
     * @param actual the client
     * @return its assertions, never null
     */
    default StreamClientAssert assertThat(StreamClient actual) {
        return new StreamClientAssert(actual).collectInto(this::collectAssertionError);
    }

    /**
     * Assert softly on a peer.
     *
     * @param actual the peer
     * @return its assertions, never null
     */
    default DatagramPeerAssert assertThat(DatagramPeer actual) {
        return new DatagramPeerAssert(actual).collectInto(this::collectAssertionError);
    }

    /**
     * Assert softly on a datagram.
     *
     * @param actual the datagram
     * @return its assertions, never null
     */
    default DatagramAssert assertThat(Datagram actual) {
        return new DatagramAssert(actual).collectInto(this::collectAssertionError);
    }

    /**
     * Assert softly on a server of messages.
     *
     * @param actual the server
     * @return its assertions, never null
     */
    default PacketServerAssert assertThat(PacketServer actual) {
        return new PacketServerAssert(actual).collectInto(this::collectAssertionError);
    }

    /**
     * Assert softly on a connection of messages.
     *
     * @param actual the connection
     * @return its assertions, never null
     */
    default PacketConnectionAssert assertThat(PacketConnection actual) {
        return new PacketConnectionAssert(actual).collectInto(this::collectAssertionError);
    }

    /**
     * Assert softly on a client of messages.
     *
     * @param actual the client
     * @return its assertions, never null
     */
    default PacketClientAssert assertThat(PacketClient actual) {
        return new PacketClientAssert(actual).collectInto(this::collectAssertionError);
    }

    /**
     * Assert softly on a message.
     *
     * @param actual the message
     * @return its assertions, never null
     */
    default PacketAssert assertThat(Packet actual) {
        return new PacketAssert(actual).collectInto(this::collectAssertionError);
    }

    /**
     * Assert softly on a raw peer.
     *
     * @param actual the peer
     * @return its assertions, never null
     */
    default RawPeerAssert assertThat(RawPeer actual) {
        return new RawPeerAssert(actual).collectInto(this::collectAssertionError);
    }

    /**
     * Assert softly on a raw packet.
     *
     * @param actual the packet
     * @return its assertions, never null
     */
    default RawPacketAssert assertThat(RawPacket actual) {
        return new RawPacketAssert(actual).collectInto(this::collectAssertionError);
    }

    /**
     * Assert softly on a link.
     *
     * @param actual the link
     * @return its assertions, never null
     */
    default StreamLinkAssert assertThat(StreamLink actual) {
        return new StreamLinkAssert(actual).collectInto(this::collectAssertionError);
    }

    /**
     * Assert softly on a connection through a link.
     *
     * @param actual the connection
     * @return its assertions, never null
     */
    default LinkedConnectionAssert assertThat(LinkedConnection actual) {
        return new LinkedConnectionAssert(actual).collectInto(this::collectAssertionError);
    }

    /**
     * Assert softly on a fault that was applied.
     *
     * @param actual the fault
     * @return its assertions, never null
     */
    default AppliedFaultAssert assertThat(AppliedFault actual) {
        return actual.assertThat().collectInto(this::collectAssertionError);
    }

    /**
     * Assert softly on a datagram link.
     *
     * @param actual the link
     * @return its assertions, never null
     */
    default DatagramLinkAssert assertThat(DatagramLink actual) {
        return new DatagramLinkAssert(actual).collectInto(this::collectAssertionError);
    }
}
