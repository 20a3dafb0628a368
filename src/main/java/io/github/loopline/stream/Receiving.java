package io.github.loopline.stream;

import io.github.loopline.net.FixtureException;
import io.github.loopline.script.Framing;
import io.github.loopline.trace.Difference;
import io.github.loopline.trace.EventKind;
import java.nio.charset.StandardCharsets;

/**
 * The verbs of an {@link Endpoint} by which a test receives.
 *
 * @param <S> the type that verbs return, for the next verb
 */
abstract class Receiving<S extends Receiving<S>> {

    Receiving() {}

    /** Gives the connection that the verbs act on. */
    abstract Connection target();

    abstract S self();

    /**
     * Receive exactly so many bytes, waiting for them.
     *
     * @param count 0 or more
     * @return the next bytes, never null
     * @throws FixtureException if they do not come in time, or cannot come because the stream has ended
     */
    public byte[] receive(int count) {
        return target().reader().receive(count);
    }

    /**
     * Receive up to a delimiter, waiting for it.
     *
     * @param delimiter what ends the message, encoded as UTF-8, not empty
     * @return the next bytes with the delimiter, never null
     * @throws FixtureException if it does not come in time, or cannot come
     */
    public byte[] receiveUntil(String delimiter) {
        return receiveUntil(delimiter.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Receive up to a delimiter, waiting for it.
     *
     * @param delimiter what ends the message, not empty
     * @return the next bytes with the delimiter, never null
     * @throws FixtureException if it does not come in time, or cannot come
     */
    public byte[] receiveUntil(byte[] delimiter) {
        return target().reader().receiveUntil(delimiter.clone());
    }

    /**
     * Receive a line that ends in LF or CR LF, waiting for it.
     *
     * @return the line as UTF-8 without its end, never null
     * @throws FixtureException if it does not come in time, or cannot come
     */
    public String receiveLine() {
        byte[] line = receiveUntil(new byte[] {'\n'});
        int end = line.length - 1;
        return new String(line, 0, end > 0 && line[end - 1] == '\r' ? end - 1 : end, StandardCharsets.UTF_8);
    }

    /**
     * Receive all that comes until the peer ends the stream.
     *
     * @return the bytes, potentially empty
     * @throws FixtureException if it does not end in time
     */
    public byte[] receiveToEnd() {
        return target().reader().receiveToEnd();
    }

    /**
     * Wait until there is something to receive, or nothing more can come. In a handler it waits as long as the connection
     * lives, elsewhere for the timeout.
     *
     * @return true for something to receive, false for the end
     * @throws FixtureException if neither comes in time
     */
    public boolean hasMore() {
        return target().awaitMore();
    }

    /**
     * Receive bytes and verify that they are these.
     *
     * @param text what must come next, encoded as UTF-8
     * @return this
     * @throws AssertionError if something else comes, or not all of it in time
     */
    public S expect(String text) {
        return expect(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Receive bytes and verify that they are these.
     *
     * @param bytes what must come next
     * @return this
     * @throws AssertionError if something else comes, or not all of it in time
     */
    public S expect(byte[] bytes) {
        new Expected(target()).bytes(bytes);
        return self();
    }

    /**
     * Receive a line and verify it.
     *
     * @param line the line without its end (LF or CR LF)
     * @return this
     * @throws AssertionError if the line is another one, or no whole line comes
     * @throws IllegalArgumentException if it has the end of a line
     */
    public S expectLine(String line) {
        byte[] text = line.getBytes(StandardCharsets.UTF_8);
        Framing.lines().checkCanCome("expectLine", "the line " + Difference.shown(text, 0), text);
        new Expected(target()).line(line, this::receiveLine);
        return self();
    }

    /**
     * Verify that the peer ends the stream, by FIN or RST, and sends nothing before.
     *
     * @return this
     * @throws AssertionError if bytes come, or no end in time
     */
    public S expectEnd() {
        new Expected(target()).end(null);
        return self();
    }

    /**
     * Verify that the peer sends FIN, and nothing before.
     *
     * @return this
     * @throws AssertionError if bytes or an RST come, or no end in time
     */
    public S expectFin() {
        new Expected(target()).end(EventKind.FIN_RECEIVED);
        return self();
    }

    /**
     * Verify that the peer sends RST. Bytes that came before may be left unread.
     *
     * @return this
     * @throws AssertionError if FIN comes, or no end in time
     */
    public S expectRst() {
        new Expected(target()).end(EventKind.RST_RECEIVED);
        return self();
    }

    /**
     * Copy all that has come, whether {@code receive} took it or not.
     *
     * @return the bytes so far, potentially empty
     * @throws FixtureException if there are more than {@code recordingLimit}
     */
    public byte[] received() {
        return target().recorded(true);
    }

    /**
     * Give all that has come as UTF-8.
     *
     * @return the text so far, potentially empty
     * @throws FixtureException if there is more than {@code recordingLimit}
     */
    public String receivedText() {
        return new String(received(), StandardCharsets.UTF_8);
    }

    /**
     * Count the bytes that have come, kept or not.
     *
     * @return the count
     */
    public long receivedCount() {
        return target().count();
    }
}
