package io.github.loopline.tls.carrier;

import io.github.loopline.tls.TlsFacts;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What brings the clear bytes of a connection to the peer and back: the channel itself, or TLS over it. All that is recorded is
 * clear. Engine thread only, but for {@link #failure()} and {@link
 * #facts()}.
 */
public interface Carrier {

    /**
     * Begins.
     *
     * @throws IOException if it cannot
     */
    void start() throws IOException;

    /** Reads what there is; gives how many bytes, or -1 at the end. */
    int read(ByteBuffer target) throws IOException;

    /** Writes what is taken; gives how many bytes, all of which the kernel has. */
    int write(ByteBuffer bytes) throws IOException;

    /** Writes what was taken before and is not yet with the kernel. */
    void flush() throws IOException;

    /** Forgets bytes that were begun to be written and gives their number: the peer gets them, whatever becomes of the rest. */
    int settle();

    /** Sends the end, and goes on receiving. */
    void shutdownOutput() throws IOException;

    /** Says goodbye before the channel is closed, if the kernel takes it. */
    void goodbye();

    /** Tells whether bytes of the test can be exchanged. */
    boolean isReady();

    /** Tells whether hands are shaken, for the first time or again: nothing can be sent before the peer's answer is read. */
    boolean isShakingHands();

    /** Tells whether there is something to read that the kernel does not tell of. */
    boolean hasMore();

    /** Tells whether reading has to wait for something else than the peer. */
    boolean isBusy();

    /** Tells whether to write as soon as the kernel takes bytes. */
    boolean wantsToWrite(boolean isQueued);

    /** Says why no more bytes can be exchanged; null if nothing is wrong. On any thread. */
    @Nullable
    String failure();

    /** Gives what is known of TLS; null for plain text. On any thread. */
    @Nullable
    TlsFacts facts();
}
