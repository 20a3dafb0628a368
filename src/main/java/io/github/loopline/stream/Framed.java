package io.github.loopline.stream;

import io.github.loopline.net.FixtureException;
import io.github.loopline.script.Framing;
import io.github.loopline.trace.Difference;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A connection or client, seen as a stream of messages. Each verb acts on the stream itself, so both views can be mixed.
 * Thread-safe.
 *
 * @since 0.1
 */
public final class Framed {

    private final Endpoint<?> endpoint;
    private final Framing framing;

    Framed(Endpoint<?> endpoint, Framing framing) {
        this.endpoint = endpoint;
        this.framing = framing;
    }

    /**
     * Send a message.
     *
     * @param text encoded as UTF-8
     * @return this
     * @throws FixtureException as {@link Endpoint#send(byte[])}
     * @throws IllegalArgumentException if it cannot be framed
     */
    public Framed send(String text) {
        return send(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Send a message.
     *
     * @param message without what frames it
     * @return this
     * @throws FixtureException as {@link Endpoint#send(byte[])}
     * @throws IllegalArgumentException if it cannot be framed
     */
    public Framed send(byte[] message) {
        endpoint.send(framing.frame(message));
        return this;
    }

    /**
     * Receive a message, waiting for it.
     *
     * @return the message without what frames it, potentially empty
     * @throws FixtureException if no whole one comes in time or can come, or what comes is none
     */
    public byte[] receive() {
        return endpoint.target().reader().receive(framing);
    }

    /**
     * Receive a message, waiting for it.
     *
     * @return the message as UTF-8, potentially empty
     * @throws FixtureException as {@link #receive()}
     */
    public String receiveText() {
        return new String(receive(), StandardCharsets.UTF_8);
    }

    /**
     * Receive a message and verify it.
     *
     * @param text encoded as UTF-8
     * @return this
     * @throws AssertionError if it is another one
     * @throws IllegalArgumentException if its framing never gives it
     * @throws FixtureException if none comes, as {@link #receive()}
     */
    public Framed expect(String text) {
        return expect(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Receive a message and verify it.
     *
     * @param message without what frames it
     * @return this
     * @throws AssertionError if it is another one
     * @throws IllegalArgumentException if its framing never gives it
     * @throws FixtureException if none comes, as {@link #receive()}
     */
    public Framed expect(byte[] message) {
        String what = "the message " + Difference.shown(message, 0);
        framing.checkCanCome("expect", what, message);
        StreamReader reader = endpoint.target().reader();
        byte[] received = reader.expecting(what, this::receive);
        if (!Arrays.equals(message, received)) {
            throw new AssertionError("\nExpecting " + endpoint.target() + "\n"
                    + Difference.of(message, received, "not counting what frames it"));
        }
        return this;
    }
}
