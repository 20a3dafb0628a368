package io.github.loopline.stream;

import io.github.loopline.fixture.End;
import io.github.loopline.net.FixtureException;
import io.github.loopline.script.Framing;
import io.github.loopline.script.Script;
import io.github.loopline.script.ScriptCode;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketAddress;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import jdk.net.UnixDomainPrincipal;

/**
 * One end of a stream of bytes: the verbs that {@link Connection} and {@link StreamClient} share. Every verb that waits does
 * so for the fixture's timeout (5 s unless declared otherwise) and then throws a {@link FixtureException} that says what was
 * awaited and what is there. Thread-safe.
 *
 * @param <S> the type that verbs return, for the next verb
 * @since 0.1
 */
public abstract class Endpoint<S extends Endpoint<S>> extends Secured<S> {

    Endpoint() {}

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
        target().onEngine(io -> io.output().sendUrgent(data));
        return self();
    }

    /**
     * Say how messages lie in the stream, to send and receive whole ones.
     *
     * @param framing such as {@code Framing.lengthPrefixed(4)}
     * @return the stream, seen as one of messages; never null
     */
    public Framed framing(Framing framing) {
        return new Framed(this, Objects.requireNonNull(framing, "framing must be given a framing but was given null."));
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
        target().onEngine(io -> io.output().shutdown());
        return self();
    }

    /**
     * Receive no more. A TCP peer does not notice: its writes go on succeeding. Those of a Unix peer fail: "Broken pipe".
     *
     * @return this
     */
    public S shutdownInput() {
        target().onEngine(io -> io.input().shutdown());
        return self();
    }

    /**
     * Stop reading from the kernel: its buffers fill, the window closes, and the peer's writes block. While stopped, the
     * peer's end is not seen.
     *
     * @return this
     */
    public S stopReading() {
        target().onEngine(io -> io.input().stop(true));
        return self();
    }

    /**
     * Read again.
     *
     * @return this
     */
    public S resumeReading() {
        target().onEngine(io -> io.input().stop(false));
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
