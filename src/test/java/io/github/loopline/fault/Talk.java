package io.github.loopline.fault;

import io.github.loopline.stream.Endpoint;
import io.github.loopline.stream.Peer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A connection through what has faults: a fixture or a plain socket sends, and a plain socket sees what comes of it. */
final class Talk implements AutoCloseable {

    private final @Nullable Endpoint<?> fixture; // either this
    private final @Nullable Peer plain; // or this
    private final Peer receiver;

    private Talk(@Nullable Endpoint<?> fixture, @Nullable Peer plain, Peer receiver) {
        this.fixture = fixture;
        this.plain = plain;
        this.receiver = receiver;
    }

    /** Through the faults that the fixture has itself. */
    static Talk from(Endpoint<?> fixture, Peer receiver) {
        return new Talk(fixture, null, receiver);
    }

    /** Through a link. */
    static Talk from(Peer plain, Peer receiver) {
        return new Talk(null, plain, receiver);
    }

    Peer receiver() {
        return receiver;
    }

    void send(String text) throws IOException {
        if (fixture != null) {
            fixture.send(text);
        } else {
            plain.write(text);
        }
    }

    void end() throws IOException {
        if (fixture != null) {
            fixture.shutdownOutput();
        } else {
            plain.shutdownOutput();
        }
    }

    /** Reads so many bytes at the sender. */
    byte[] readBack(int count) throws IOException {
        return fixture != null ? fixture.receive(count) : plain.read(count);
    }

    @Override
    public void close() throws IOException {
        receiver.close();
        if (plain != null) {
            plain.close();
        }
    }
}
