package io.github.loopline.script;

import io.github.loopline.fixture.Duty;
import io.github.loopline.fixture.OutgoingMessage;
import io.github.loopline.fixture.UserCode;
import io.github.loopline.internal.engine.EventLoop;
import io.github.loopline.net.SocketType;
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
     * Give the type of the socket.
     *
     * @return STREAM, SEQPACKET, or another one, which has datagrams; never null
     */
    SocketType type();

    /**
     * Give what has come as messages.
     *
     * @return the queue that whoever reads fills, or null on a stream, whose bytes are in the recording
     */
    default @Nullable Messages messages() {
        return null;
    }

    /**
     * Give how long a step waits for the peer.
     *
     * @return a time above zero
     */
    Duration timeout();

    /**
     * Give this side's address; asked on streams only.
     *
     * @return the address, never null
     */
    default SocketAddress localAddress() {
        throw new IllegalStateException("checked before");
    }

    /**
     * Give the peer's address; asked on streams only.
     *
     * @return the address, never null
     */
    default SocketAddress remoteAddress() {
        throw new IllegalStateException("checked before");
    }

    /**
     * Send bytes, as one write if the kernel takes them; a datagram to whoever has sent the one that was taken last.
     *
     * @param bytes must not change any more
     * @return how it goes, never null
     */
    Delivery send(byte[] bytes);

    /**
     * Send a datagram to an address; called for datagrams only.
     *
     * @param destination any address of the family
     * @param bytes must not change any more
     * @return how it goes, never null
     */
    default Delivery sendTo(SocketAddress destination, byte[] bytes) {
        throw new IllegalStateException("checked before");
    }

    /** What became of bytes that were sent. */
    interface Delivery {

        /**
         * Give that of a message, which the kernel takes whole or not at all.
         *
         * @param message on its way
         * @return what becomes of it, never null
         */
        static Delivery of(OutgoingMessage message) {
            return new Delivery() {
                @Override
                public int remaining() {
                    return message.isSettled() && message.failure() == null ? 0 : Math.max(1, message.data().length);
                }

                @Override
                public @Nullable String failure() {
                    return message.failure();
                }
            };
        }

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
     * Send FIN, and go on receiving; called for connections only.
     *
     * @throws IOException if the kernel refuses
     */
    default void shutdownOutput() throws IOException {
        throw new IllegalStateException("checked before");
    }

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
    default void want(boolean waits) {}

    /** Look again whether there is too much unread: the script has taken some, or minds no more what comes. */
    void taken();

    /**
     * Tell whether a fault has closed it, which cuts off the rest of a script as a close in it would.
     *
     * @return false unless it has
     */
    default boolean isEndedByFault() {
        return false;
    }

    /** Close: with FIN, where there is one. */
    void close();

    /** The script has failed: let nobody wait for what does not come any more. */
    default void giveUp() {
        close();
    }

    /**
     * Close with RST; called for connections only.
     *
     * @throws IOException if the socket cannot do that now
     */
    default void reset() throws IOException {
        throw new IllegalStateException("checked before");
    }

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
