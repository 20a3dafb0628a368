package io.github.loopline.tls.carrier;

import io.github.loopline.tls.TlsFacts;
import io.github.loopline.tls.TlsTampering;
import io.github.loopline.trace.Bytes;
import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.Track;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** Nothing between a connection and its channel. */
public final class DirectCarrier implements Carrier {

    private final SocketChannel channel;
    private final @Nullable Track track;
    private final @Nullable TlsTampering tampering; // with what is said before TLS
    private long written;

    /** Passes on to a channel, and from it. */
    public DirectCarrier(SocketChannel channel) {
        this(channel, null, null);
    }

    /**
     * Passes on to a channel, and from it, but for what somebody changes.
     *
     * @param track where that is told
     * @param tampering what is changed, or null for nothing
     */
    public DirectCarrier(SocketChannel channel, @Nullable Track track, @Nullable TlsTampering tampering) {
        this.channel = channel;
        this.track = track;
        this.tampering = tampering;
    }

    @Override
    public void start() {}

    @Override
    public int read(ByteBuffer target) throws IOException {
        return channel.read(target);
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
        ByteBuffer instead = tampering == null ? null : tampering.instead(bytes, written);
        int count;
        if (instead == null) {
            count = channel.write(bytes);
        } else {
            count = bytes.remaining();
            bytes.position(bytes.limit());
            tell(instead);
            channel.write(instead); // a few bytes, for which the kernel has room
        }
        written += count;
        return count;
    }

    private void tell(ByteBuffer instead) {
        if (track != null) {
            byte[] sent = new byte[instead.remaining()];
            instead.duplicate().get(sent);
            track.log().add(track, EventKind.FAULT, "in plain text, instead: " + Bytes.quote(sent));
        }
    }

    @Override
    public void flush() {}

    @Override
    public int settle() {
        return 0;
    }

    @Override
    public void shutdownOutput() throws IOException {
        channel.shutdownOutput();
    }

    @Override
    public void goodbye() {}

    @Override
    public boolean isReady() {
        return true;
    }

    @Override
    public boolean isShakingHands() {
        return false;
    }

    @Override
    public boolean hasMore() {
        return false;
    }

    @Override
    public boolean isBusy() {
        return false;
    }

    @Override
    public boolean wantsToWrite(boolean isQueued) {
        return isQueued;
    }

    @Override
    public @Nullable String failure() {
        return null;
    }

    @Override
    public @Nullable TlsFacts facts() {
        return null;
    }
}
