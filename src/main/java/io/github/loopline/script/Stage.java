package io.github.loopline.script;

import io.github.loopline.fixture.Duty;
import io.github.loopline.fixture.Options;
import io.github.loopline.fixture.OutgoingMessage;
import io.github.loopline.fixture.Scope;
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
 * Whoever extends it calls {@link Play#advance()} when something has come, the peer has ended, or the kernel has taken what
 * was sent. Not for users.
 *
 * @since 0.1
 */
public abstract class Stage {

    private final Scope scope;
    private final Track track;
    private final Duration timeout;

    /**
     * Create one.
     *
     * @param scope runs what is of the test, and hears of what must be over with it
     * @param track the lane of the connection
     * @param timeout how long its verbs wait; of zero, for what does not block, the default: a script blocks nobody
     */
    protected Stage(Scope scope, Track track, Duration timeout) {
        this.scope = scope;
        this.track = track;
        this.timeout = timeout.isZero() ? Options.DEFAULT_TIMEOUT : timeout;
    }

    /**
     * Give the lane of the connection; the script is the reader of its recording.
     *
     * @return the lane, never null
     */
    public final Track track() {
        return track;
    }

    /**
     * Give the thread that everything here runs on.
     *
     * @return the engine's or the native poll thread, never null
     */
    public abstract EventLoop loop();

    /**
     * Give the type of the socket.
     *
     * @return STREAM, SEQPACKET, or another one, which has datagrams; never null
     */
    public abstract SocketType type();

    /**
     * Give what has come as messages.
     *
     * @return the queue that whoever reads fills, or null on a stream, whose bytes are in the recording
     */
    public @Nullable Messages messages() {
        return null;
    }

    /**
     * Give how long a step waits for the peer.
     *
     * @return a time above zero
     */
    public final Duration timeout() {
        return timeout;
    }

    /**
     * Give this side's address; asked on streams only.
     *
     * @return the address, never null
     */
    public SocketAddress localAddress() {
        throw new IllegalStateException("checked before");
    }

    /**
     * Give the peer's address; asked on streams only.
     *
     * @return the address, never null
     */
    public SocketAddress remoteAddress() {
        throw new IllegalStateException("checked before");
    }

    /**
     * Send bytes, as one write if the kernel takes them; a datagram to whoever has sent the one that was taken last.
     *
     * @param bytes must not change any more
     * @return how it goes, never null
     */
    public abstract Delivery send(byte[] bytes);

    /**
     * Send a datagram to an address; called for datagrams only.
     *
     * @param destination any address of the family
     * @param bytes must not change any more
     * @return how it goes, never null
     */
    public Delivery sendTo(SocketAddress destination, byte[] bytes) {
        throw new IllegalStateException("checked before");
    }

    /** What became of bytes that were sent. */
    public interface Delivery {

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
    public void shutdownOutput() throws IOException {
        throw new IllegalStateException("checked before");
    }

    /**
     * Stop reading from the kernel, or read again.
     *
     * @param stop which of them
     */
    public abstract void stopReading(boolean stop);

    /**
     * Read on, however much is unread, as long as a step waits for it.
     *
     * @param waits true when a step begins to wait, false when it has ended
     */
    public void want(boolean waits) {}

    /** Look again whether there is too much unread: the script has taken some, or minds no more what comes. */
    public abstract void taken();

    /**
     * Tell whether faults still delay something that was sent, which the peer cannot have read.
     *
     * @return false unless the stage knows
     */
    public boolean isUnderWay() {
        return false;
    }

    /**
     * Tell whether a fault says what of it goes out, and when: it gathers that, or has frozen it.
     *
     * @return false unless the stage knows
     */
    public boolean isHeldBack() {
        return false;
    }

    /**
     * Tell whether a fault has closed it, which cuts off the rest of a script as a close in it would.
     *
     * @return false unless it has
     */
    public boolean isEndedByFault() {
        return false;
    }

    /** Close: with FIN, where there is one. */
    public abstract void close();

    /** The script has failed: let nobody wait for what does not come any more. */
    public void giveUp() {
        close();
    }

    /**
     * Close with RST; called for connections only.
     *
     * @throws IOException if the socket cannot do that now
     */
    public void reset() throws IOException {
        throw new IllegalStateException("checked before");
    }

    /** Speak TLS from here on; called on streams only, as all of TLS. */
    public void startTls() {
        throw new IllegalStateException("checked before");
    }

    /**
     * Ask for new keys.
     *
     * @throws IOException if TLS has failed
     */
    public void rekey() throws IOException {
        throw new IllegalStateException("checked before");
    }

    /**
     * Put bytes between the records.
     *
     * @param bytes must not change any more
     * @throws IOException if the peer is gone
     */
    public void sendBeneathTls(byte[] bytes) throws IOException {
        throw new IllegalStateException("checked before");
    }

    /** Close with FIN, and not with close_notify before it. */
    public void closeWithoutCloseNotify() {
        throw new IllegalStateException("checked before");
    }

    /**
     * Run code of the test on a pooled thread.
     *
     * @param code what to run
     */
    public final void run(UserCode code) {
        scope.run(track, code);
    }

    /**
     * Take on what must be over when the test ends.
     *
     * @param duty the play
     */
    public final void owe(Duty duty) {
        scope.owe(duty);
    }

    /**
     * Forget a duty.
     *
     * @param duty the play
     */
    public final void acquit(Duty duty) {
        scope.acquit(duty);
    }
}
