package io.github.loopline.tls.carrier;

import io.github.loopline.internal.engine.Engine;
import io.github.loopline.internal.engine.Interest;
import io.github.loopline.internal.engine.Task;
import java.io.IOException;
import java.nio.channels.SocketChannel;

/**
 * What the channel beneath a carrier is watched for: what its owner wants, as far as the carrier needs it and can do it. What the
 * kernel does not tell of, since the carrier has it already, is read in a turn of its own. Engine thread only.
 */
public final class CarrierInterest extends Interest {

    /** Reads of one channel before another gets its turn. */
    private static final int MOST_TURNS = 16;

    private final Reader reader;
    private boolean resuming; // with what the kernel does not tell of

    /** Who reads. An interface, not a lambda: plain text needs none, and the first of a JVM costs milliseconds. */
    public interface Reader {

        /** Reads what the kernel does not tell of, if there is still somebody to read it. */
        void readOn();
    }

    /** Lets somebody read on. */
    public CarrierInterest(Reader reader) {
        this.reader = reader;
    }

    /** Watches for what is wanted. */
    public void watch(Carrier carrier, boolean wantsToRead, boolean wantsToWrite) {
        if (!isValid()) {
            return;
        }
        boolean reads = wantsToRead && !carrier.isBusy();
        if (reads && carrier.hasMore() && !resuming) {
            resuming = true;
            Engine.shared().execute(new Task() {
                @Override
                protected void run() {
                    resume();
                }
            });
        }
        watch(reads, carrier.wantsToWrite(wantsToWrite));
    }

    /**
     * Drops what has come behind the end of a failed handshake: a close with something unread would be a reset, which a peer that writes
     * sees instead of the alert.
     *
     * @return true once the peer has ended too, so that the channel can be closed
     */
    public static boolean drain(SocketChannel channel) {
        try {
            int count = 1;
            for (int i = 0; i < MOST_TURNS && count > 0; i++) {
                count = channel.read(Engine.shared().scratch());
            }
            return count < 0;
        } catch (IOException e) {
            return true; // reset
        }
    }

    /** Goes on with what the kernel does not tell of. */
    public void resume() {
        resuming = false;
        reader.readOn();
    }
}
