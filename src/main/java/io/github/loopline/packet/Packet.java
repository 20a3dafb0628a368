package io.github.loopline.packet;

import io.github.loopline.trace.Bytes;
import io.github.loopline.trace.EventLog;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.assertj.core.api.AssertProvider;

/**
 * A message that came over a {@link PacketConnection}. Immutable.
 *
 * @since 0.1
 */
public final class Packet implements AssertProvider<PacketAssert> {

    /** Bytes that its name shows. */
    private static final int SHOWN = 96;

    private final EventLog log;
    private final String connection;
    private final int index;
    private final byte[] data;
    private final int length;
    private final Duration time;

    Packet(EventLog log, String connection, int index, byte[] data, int length, Duration time) {
        this.log = log;
        this.connection = connection;
        this.index = index;
        this.data = data;
        this.length = length;
        this.time = time;
    }

    /**
     * Give its ordinal among all that came over the connection.
     *
     * @return 0 for the first
     */
    public int index() {
        return index;
    }

    /**
     * Copy its content, or the part that fits the buffer that was asked for.
     *
     * @return the bytes, empty for an empty message
     */
    public byte[] data() {
        return data.clone();
    }

    /**
     * Give its content as UTF-8.
     *
     * @return the text, never null
     */
    public String text() {
        return new String(data, StandardCharsets.UTF_8);
    }

    /**
     * Give the real length, whatever the buffer that was asked for.
     *
     * @return bytes, 0 or more
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
     * Give when it was read from the kernel.
     *
     * @return the time since the connection's owner opened, monotonic
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

    /** Names the message without its data. */
    String name() {
        return "message #" + index + " of " + connection;
    }

    /** Says whether it is whole, in words that follow on "it". */
    String state() {
        return isTruncated() ? "is cut: " + data.length + " of " + Bytes.count(length) : "is whole";
    }

    /** Enter AssertJ: {@code assertThat(packet)} finds the assertions of a message. */
    @Override
    public PacketAssert assertThat() {
        return new PacketAssert(this);
    }

    /** Name the message, and show its data; of much data the beginning. */
    @Override
    public String toString() {
        byte[] first = Arrays.copyOf(data, Math.min(data.length, SHOWN));
        return name() + ": " + Bytes.quote(first) + (first.length < length ? "..." : "") + " (" + Bytes.count(length)
                + ")";
    }
}
