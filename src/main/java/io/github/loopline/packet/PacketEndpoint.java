package io.github.loopline.packet;

import io.github.loopline.fixture.End;
import io.github.loopline.fixture.Indexes;
import io.github.loopline.net.FixtureException;
import io.github.loopline.net.PeerCredentials;
import io.github.loopline.script.Script;
import io.github.loopline.script.ScriptCode;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * One end of a connection of messages: the verbs that {@link PacketConnection} and {@link PacketClient} share. What one side
 * sends with one call the other side receives with one call, whatever its length, 0 included. Every verb that waits does so for
 * the fixture's timeout (5 s unless declared otherwise) and then throws a {@link FixtureException} that says what was awaited
 * and what is there. Thread-safe.
 *
 * @param <S> the type that verbs return, for the next verb
 * @since 0.1
 */
public abstract class PacketEndpoint<S extends PacketEndpoint<S>> {

    PacketEndpoint() {}

    /** Gives the connection that the verbs act on. */
    abstract PacketConnection target();

    abstract S self();

    /**
     * Send a text as UTF-8 in one message.
     *
     * @param text what to send; an empty text makes an empty message
     * @return this
     * @throws FixtureException as {@link #send(byte[])}
     */
    public S send(String text) {
        return send(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Send bytes in one message. Waits until the kernel has taken it.
     *
     * @param data what to send, possibly nothing
     * @return this
     * @throws FixtureException if it is larger than the send buffer takes, the connection is closed or its output shut down, or
     *     the peer does not read in time; it is not sent later then
     */
    public S send(byte[] data) {
        target().write(data.clone());
        return self();
    }

    /**
     * Receive the next message, waiting for it.
     *
     * @return the first that no {@code receive} has given yet, whole; never null
     * @throws FixtureException if none comes in time, or can come because the connection has ended
     */
    public Packet receive() {
        return receive(Integer.MAX_VALUE);
    }

    /**
     * Receive the next message into a buffer of limited size, as recv(n) does. What does not fit is not in its data, but {@link
     * Packet#length()} tells the real length.
     *
     * @param bufferSize how many bytes to give at most, 0 or more
     * @return the message, never null
     * @throws FixtureException if none comes in time, or can come because the connection has ended
     */
    public Packet receive(int bufferSize) {
        return target().reader().take(bufferSize);
    }

    /**
     * Wait until there is a message to receive, or none can come any more. In a handler it waits as long as the connection
     * lives, elsewhere for the timeout.
     *
     * @return true for a message, false for the end
     * @throws FixtureException if neither comes in time
     */
    public boolean hasMore() {
        return target().awaitMore();
    }

    /**
     * Receive a message and verify that it is this.
     *
     * @param text what must come next, encoded as UTF-8
     * @return this
     * @throws AssertionError if another message comes, or none in time
     */
    public S expect(String text) {
        return expect(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Receive a message and verify that it is this.
     *
     * @param data what must come next
     * @return this
     * @throws AssertionError if another message comes, or none in time
     */
    public S expect(byte[] data) {
        target().reader().expect(data.clone());
        return self();
    }

    /**
     * Verify that the peer ends the connection, and sends nothing before that {@code receive} has not given.
     *
     * @return this
     * @throws AssertionError if a message comes, or no end in time
     */
    public S expectEnd() {
        target().reader().expectEnd();
        return self();
    }

    /**
     * Wait for a message by its ordinal.
     *
     * @param index 0 for the first
     * @return the message, whether {@code receive} gave it or not; never null
     * @throws FixtureException if it does not come in time, or cannot come
     */
    public Packet packet(int index) {
        Indexes.check("packet", index);
        return target().reader().get(index);
    }

    /**
     * List the messages that came so far, whether {@code receive} gave them or not.
     *
     * @return a snapshot in the order of arrival, potentially empty
     * @throws FixtureException if there were more than {@code recordingLimit} keeps
     */
    public List<Packet> received() {
        return target().reader().all();
    }

    /**
     * Count the messages that came so far, kept or not.
     *
     * @return the count
     */
    public long receivedCount() {
        return target().track().messageCount();
    }

    /**
     * Tell the peer that nothing more comes, and go on receiving. Does nothing the second time.
     *
     * @return this
     */
    public S shutdownOutput() {
        target().onEngine(PacketIo::shutdownOutput);
        return self();
    }

    /**
     * Stop reading from the kernel: its buffers fill, and the peer's sends block. While stopped, the peer's end is not seen.
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
     * Play a script on the connection, from now on. Each step that expects takes one message, whole. What does not go as written
     * fails the test; {@link #awaitScript()} waits for its end.
     *
     * @param code writes the steps
     * @return this
     * @throws IllegalArgumentException if a step cannot be, or not on packets
     * @throws FixtureException if another script is being played, or what has come and was not received is not kept
     */
    public S script(ScriptCode code) {
        return script(Script.of(code));
    }

    /**
     * Play a script on the connection, from now on.
     *
     * @param script any script
     * @return this
     * @throws IllegalArgumentException as {@link #script(ScriptCode)}
     * @throws FixtureException as {@link #script(ScriptCode)}
     */
    public S script(Script script) {
        target().play(script);
        return self();
    }

    /**
     * Wait for the timeout until the script on the connection has ended.
     *
     * @return this
     * @throws FixtureException if it does not end in time, or there is none
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
     * @throws FixtureException if it does not end in time, or there is none
     * @throws io.github.loopline.script.ScriptFailure if it failed, which fails the test as well
     */
    public S awaitScript(Duration time) {
        target().io().script().await(time);
        return self();
    }

    /** Close. The kernel makes it a reset if a message is unread. Does nothing the second time. */
    public void close() {
        target().closeNow();
    }

    /**
     * Close so that the peer's next receive fails with "Connection reset by peer". The kernel does so only if a message is
     * unread: call {@link #stopReading()} before the peer sends.
     *
     * @throws FixtureException if nothing is unread
     */
    public void reset() {
        target().resetNow();
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
     * @return an address, also after the close; {@link io.github.loopline.net.UnnamedUnixAddress} for most clients; never null
     */
    public SocketAddress localAddress() {
        return target().local();
    }

    /**
     * Give the peer's address.
     *
     * @return an address, also after the close; {@link io.github.loopline.net.UnnamedUnixAddress} for most clients; never null
     */
    public SocketAddress remoteAddress() {
        return target().remote();
    }

    /**
     * Give who the peer is.
     *
     * @return process, user and group, also after the close; never null
     */
    public PeerCredentials peerCredentials() {
        return target().credentials();
    }
}
