package io.github.loopline.tls.carrier;

import io.github.loopline.tls.TlsFacts;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** Nothing between a connection and its channel. */
public final class DirectCarrier implements Carrier {

    private final SocketChannel channel;

    /** Passes on to a channel, and from it. */
    public DirectCarrier(SocketChannel channel) {
        this.channel = channel;
    }

    @Override
    public void start() {}

    @Override
    public int read(ByteBuffer target) throws IOException {
        return channel.read(target);
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
        return channel.write(bytes);
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
