package io.github.loopline.script;

import io.github.loopline.fixture.Duty;
import io.github.loopline.fixture.UserCode;
import io.github.loopline.internal.engine.EventLoop;
import io.github.loopline.trace.Track;
import java.io.IOException;
import java.net.SocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a script plays on: the engine's side of one connection. Everything is called on the engine's thread and does not block.
 * Whoever implements it calls {@link Play#advance()} when something has come, the peer has ended, or the kernel has taken what
 * was sent. Not for users.
 *
 * @since 0.1
 */
public interface Stage {

    /**
     * Give the lane of the connection; the script is the reader of its recording.
     *
     * @return the lane, never null
     */
    Track track();

    /**
     * Give the thread that everything here runs on.
     *
     * @return the engine's or the native poll thread, never null
     */
    EventLoop loop();

    /**
     * Give how long a step waits for the peer.
     *
     * @return a time above zero
     */
    Duration timeout();

    /**
     * Give this side's address.
     *
     * @return the address, never null
     */
    SocketAddress localAddress();

    /**
     * Give the peer's address.
     *
     * @return the address, never null
     */
    SocketAddress remoteAddress();

    /**
     * Send bytes, as one write if the kernel takes them.
     *
     * @param bytes must not change any more
     * @return how it goes, never null
     */
    Delivery send(byte[] bytes);

    /** What became of bytes that were sent. */
    interface Delivery {

        /**
         * Tell how many bytes the kernel has not taken.
         *
         * @return 0 once it is done
         */
        int remaining();

        /**
         * Say why the rest cannot be sent.
         *
         * @return words, or null while it can
         */
        @Nullable
        String failure();
    }

    /**
     * Send FIN, and go on receiving.
     *
     * @throws IOException if the kernel refuses
     */
    void shutdownOutput() throws IOException;

    /**
     * Stop reading from the kernel, or read again.
     *
     * @param stop which of them
     */
    void stopReading(boolean stop);

    /**
     * Read on, however much is unread, as long as a step waits for it.
     *
     * @param waits true when a step begins to wait, false when it has ended
     */
    void want(boolean waits);

    /** Look again whether there is too much unread: the script has taken some. */
    void taken();

    /** Close with FIN. */
    void close();

    /**
     * Close with RST.
     *
     * @throws IOException if the socket cannot do that now
     */
    void reset() throws IOException;

    /**
     * Run code of the test on a pooled thread.
     *
     * @param code what to run
     */
    void run(UserCode code);

    /**
     * Take on what must be over when the test ends.
     *
     * @param duty the play
     */
    void owe(Duty duty);

    /**
     * Forget a duty.
     *
     * @param duty the play
     */
    void acquit(Duty duty);
}
