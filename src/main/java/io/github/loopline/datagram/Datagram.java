package io.github.loopline.datagram;

import io.github.loopline.trace.Addresses;
import io.github.loopline.trace.Bytes;
import io.github.loopline.trace.EventLog;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.assertj.core.api.AssertProvider;

/**
 * A datagram that a {@link DatagramPeer} received. Immutable.
 *
 * @since 0.1
 */
public final class Datagram implements AssertProvider<DatagramAssert> {

    /** Bytes that its name shows. */
    private static final int SHOWN = 96;

    private final EventLog log;
    private final String peer;
    private final int index;
    private final byte[] data;
    private final int length;
    private final SocketAddress sender;
    private final Duration time;

    Datagram(EventLog log, String peer, int index, byte[] data, int length, SocketAddress sender, Duration time) {
        this.log = log;
        this.peer = peer;
        this.index = index;
        this.data = data;
        this.length = length;
        this.sender = sender;
        this.time = time;
    }

    /**
     * Give its ordinal among all that the peer received.
     *
     * @return 0 for the first
     */
    public int index() {
        return index;
    }

    /**
     * Copy its payload, or the part that fits the buffer that was asked for.
     *
     * @return the bytes, empty for an empty datagram
     */
    public byte[] data() {
        return data.clone();
    }

    /**
     * Give its payload as UTF-8.
     *
     * @return the text, never null
     */
    public String text() {
        return new String(data, StandardCharsets.UTF_8);
    }

    /**
     * Give the real length of the payload, whatever the buffer that was asked for.
     *
     * @return bytes, 0 to 65527
     */
    public int length() {
        return length;
    }

    /**
     * Tell whether {@link #data()} is only a part, because the buffer that was asked for was smaller.
     *
     * @return true if bytes are missing
     */
    public boolean isTruncated() {
        return data.length < length;
    }

    /**
     * Give who sent it.
     *
     * @return an address to answer to, never null
     */
    public SocketAddress sender() {
        return sender;
    }

    /**
     * Give when it was read from the kernel.
     *
     * @return the time since the peer's owner opened, monotonic
     */
    public Duration time() {
        return time;
    }

    EventLog log() {
        return log;
    }

    byte[] bytes() {
        return data;
    }

    /** Names the datagram without its data. */
    String name() {
        return "datagram #" + index + " of " + peer + " from " + Addresses.text(sender);
    }

    /** Says whether it is whole. */
    String state() {
        return isTruncated() ? "cut: " + data.length + " of " + Bytes.count(length) : "whole";
    }

    /** Enter AssertJ: {@code assertThat(datagram)} finds the assertions of a datagram. */
    @Override
    public DatagramAssert assertThat() {
        return new DatagramAssert(this);
    }

    /** Name the datagram, and show its data; of much data the beginning. */
    @Override
    public String toString() {
        byte[] first = Arrays.copyOf(data, Math.min(data.length, SHOWN));
        return name() + ": " + Bytes.quote(first) + (first.length < length ? "..." : "") + " (" + Bytes.count(length)
                + ")";
    }
}
