package io.github.loopline.stream;

import io.github.loopline.fixture.End;
import io.github.loopline.net.FixtureException;
import io.github.loopline.script.Framing;
import io.github.loopline.script.Script;
import io.github.loopline.script.ScriptCode;
import io.github.loopline.trace.Bytes;
import io.github.loopline.trace.Difference;
import io.github.loopline.trace.EventKind;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketAddress;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import jdk.net.UnixDomainPrincipal;
import org.jspecify.annotations.Nullable;

/**
 * One end of a stream of bytes: the verbs that {@link Connection} and {@link StreamClient} share. Every verb that waits does
 * so for the fixture's timeout (5 s unless declared otherwise) and then throws a {@link FixtureException} that says what was
 * awaited and what is there. Thread-safe.
 *
 * @param <S> the type that verbs return, for the next verb
 * @since 0.1
 */
public abstract class Endpoint<S extends Endpoint<S>> {

    Endpoint() {}

    /** Gives the connection that the verbs act on. */
    abstract Connection target();

    abstract S self();

    /**
     * Send a text as UTF-8. Waits until the kernel has taken all of it.
     *
     * @param text what to send
     * @return this
     * @throws FixtureException if the connection is closed or its output shut down, or the peer does not read in time
     */
    public S send(String text) {
        return send(text, StandardCharsets.UTF_8);
    }

    /**
     * Send a text.
     *
     * @param text what to send
     * @param charset how to encode it
     * @return this
     * @throws FixtureException as {@link #send(byte[])}
     */
    public S send(String text, Charset charset) {
        return send(text.getBytes(charset));
    }

    /**
     * Send bytes. Waits until the kernel has taken all of them; whether they arrive nobody tells. What is sent before the kernel
     * has handled a peer's RST is taken and lost, and the next send fails.
     *
     * @param bytes what to send; must not change meanwhile
     * @return this
     * @throws FixtureException if the connection is closed or its output shut down, or the peer does not read in time; what
     *     the kernel has not taken then is not sent later
     */
    public S send(byte[] bytes) {
        target().write(bytes, bytes.length);
        return self();
    }

    /**
     * Send the content of a file.
     *
     * @param file any readable file
     * @return this
     * @throws FixtureException if the file cannot be read, or as {@link #send(byte[])}
     */
    public S send(Path file) {
        byte[] piece = new byte[64 * 1024];
        try (InputStream in = Files.newInputStream(file)) {
            int length = in.read(piece);
            while (length >= 0) {
                target().write(piece, length);
                length = in.read(piece);
            }
        } catch (IOException e) {
            throw new FixtureException("The file " + file + " could not be read to be sent.", e);
        }
        return self();
    }

    /**
     * Send one byte of urgent data (MSG_OOB; RFC 6093 advises against its use). A peer drops it, or finds it in the stream if
     * it has set {@code oobInline}.
     *
     * @param data its low eight bits
     * @return this
     * @throws FixtureException if the connection is closed or its output shut down, or it is a Unix socket
     */
    public S sendUrgent(int data) {
        target().onEngine(io -> io.sendUrgent(data));
        return self();
    }

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
        StreamReader reader = target().reader();
        byte[] seen = reader.expecting(Difference.shown(bytes, 0), () -> reader.takeIf(bytes));
        if (seen != null) {
            if (seen.length < bytes.length && Arrays.equals(seen, Arrays.copyOf(bytes, seen.length))) {
                reader.checkNotClosedHere(Difference.shown(bytes, 0));
            }
            throw new AssertionError("\nExpecting " + target() + "\n" + Difference.of(bytes, seen, reader.state()));
        }
        return self();
    }

    /**
     * Receive a line and verify it.
     *
     * @param line the line without its end (LF or CR LF)
     * @return this
     * @throws AssertionError if the line is another one, or no whole line comes
     */
    public S expectLine(String line) {
        StreamReader reader = target().reader();
        String expected = "the line " + Bytes.quote(utf8(line));
        String received;
        try {
            received = reader.expecting(expected, this::receiveLine);
        } catch (FixtureException e) {
            reader.checkNotClosedHere(expected);
            throw new AssertionError(
                    "\nExpecting " + target() + "\n  to have received: " + expected + "\n  but none came: "
                            + e.getMessage(),
                    e);
        }
        if (!received.equals(line)) {
            throw new AssertionError("\nExpecting " + target() + "\n"
                    + Difference.of(utf8(line), utf8(received), "not counting the line's end"));
        }
        return self();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Verify that the peer ends the stream, by FIN or RST, and sends nothing before.
     *
     * @return this
     * @throws AssertionError if bytes come, or no end in time
     */
    public S expectEnd() {
        return expectEnd(null);
    }

    /**
     * Verify that the peer sends FIN, and nothing before.
     *
     * @return this
     * @throws AssertionError if bytes or an RST come, or no end in time
     */
    public S expectFin() {
        return expectEnd(EventKind.FIN_RECEIVED);
    }

    /**
     * Verify that the peer sends RST. Bytes that came before may be left unread.
     *
     * @return this
     * @throws AssertionError if FIN comes, or no end in time
     */
    public S expectRst() {
        return expectEnd(EventKind.RST_RECEIVED);
    }

    private S expectEnd(@Nullable EventKind kind) {
        StreamReader reader = target().reader();
        String expected = kind == null ? "its end" : kind == EventKind.FIN_RECEIVED ? "a FIN" : "an RST";
        EventKind end = reader.expecting(expected, () -> reader.awaitEnd(kind == EventKind.RST_RECEIVED));
        byte[] rest = reader.rest();
        if (end == null && rest.length == 0) {
            reader.checkNotClosedHere(expected);
        }
        if (end == null || kind != null && end != kind) {
            throw new AssertionError("\nExpecting " + target() + "\n  to have received: " + expected + "\n  but "
                    + reader.state() + (rest.length == 0 ? "" : ", and unread is " + Difference.shown(rest, 0)));
        }
        if (rest.length > 0 && kind != EventKind.RST_RECEIVED) {
            throw new AssertionError("\nExpecting " + target() + "\n  to have received: " + expected
                    + " next\n  but before it came: " + Bytes.quote(rest) + " (" + Bytes.count(rest.length) + ")");
        }
        return self();
    }

    /**
     * Say how messages lie in the stream, to send and receive whole ones.
     *
     * @param framing such as {@code Framing.lengthPrefixed(4)}
     * @return the stream, seen as one of messages; never null
     */
    public Framed framing(Framing framing) {
        return new Framed(this, Objects.requireNonNull(framing, "framing"));
    }

    /**
     * Play a script on the connection, from now on. What does not go as written fails the test; {@link #awaitScript()} waits
     * for its end.
     *
     * @param code writes the steps
     * @return this
     * @throws IllegalArgumentException if a step cannot be
     * @throws FixtureException if another script is being played
     */
    public S script(ScriptCode code) {
        return script(Script.of(code));
    }

    /**
     * Play a script on the connection, from now on.
     *
     * @param script any script
     * @return this
     * @throws FixtureException if another script is being played
     */
    public S script(Script script) {
        target().play(script);
        return self();
    }

    /**
     * Wait for the timeout until the script on the connection has ended.
     *
     * @return this
     * @throws FixtureException if it has not
     * @throws io.github.loopline.script.ScriptFailure if it failed, which fails the test as well
     */
    public S awaitScript() {
        return awaitScript(target().timeout());
    }

    /**
     * Wait until the script on the connection has ended.
     *
     * @param time how long
     * @return this
     * @throws FixtureException if it has not
     * @throws io.github.loopline.script.ScriptFailure if it failed, which fails the test as well
     */
    public S awaitScript(Duration time) {
        target().awaitScriptFor(time);
        return self();
    }

    /**
     * Send FIN, and go on receiving. Does nothing the second time.
     *
     * @return this
     */
    public S shutdownOutput() {
        target().onEngine(StreamIo::shutdownOutput);
        return self();
    }

    /**
     * Receive no more. A TCP peer does not notice: its writes go on succeeding. Those of a Unix peer fail: "Broken pipe".
     *
     * @return this
     */
    public S shutdownInput() {
        target().onEngine(StreamIo::shutdownInput);
        return self();
    }

    /**
     * Stop reading from the kernel: its buffers fill, the window closes, and the peer's writes block. While stopped, the
     * peer's end is not seen.
     *
     * @return this
     */
    public S stopReading() {
        target().onEngine(io -> io.stopReading(true));
        return self();
    }

    /**
     * Read again.
     *
     * @return this
     */
    public S resumeReading() {
        target().onEngine(io -> io.stopReading(false));
        return self();
    }

    /**
     * Close: FIN, or RST where {@code lingerSeconds} is 0; where it is more, wait so long for the peer to acknowledge
     * everything. Does nothing the second time.
     */
    public void close() {
        target().closeNow();
    }

    /**
     * Close with RST (SO_LINGER 0, see man 7 socket), so that the peer's next read fails with "Connection reset". On a Unix
     * socket the kernel does so only if something is unread: call {@link #stopReading()} before the peer sends.
     *
     * @throws FixtureException on a Unix socket with nothing unread
     */
    public void reset() {
        target().resetNow();
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

    /**
     * Copy all that the kernel took.
     *
     * @return the bytes so far, potentially empty
     * @throws FixtureException if there are more than {@code recordingLimit}
     */
    public byte[] sent() {
        return target().recorded(false);
    }

    /**
     * Tell how it ended.
     *
     * @return {@link End#OPEN} while it has not, never null
     */
    public End end() {
        return target().ending();
    }

    /**
     * Give this side's address.
     *
     * @return an address, also after the close; never null
     */
    public SocketAddress localAddress() {
        return target().local();
    }

    /**
     * Give the user and group of the peer, as the kernel tells them of a Unix connection.
     *
     * @return their names, never null
     * @throws FixtureException on a TCP connection, and after the close
     */
    public UnixDomainPrincipal peerPrincipal() {
        return target().principal();
    }

    /**
     * Give the peer's address.
     *
     * @return an address, also after the close; unnamed (an empty path) for most Unix clients; never null
     */
    public SocketAddress remoteAddress() {
        return target().remote();
    }
}
