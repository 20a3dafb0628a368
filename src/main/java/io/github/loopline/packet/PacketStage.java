package io.github.loopline.packet;

import io.github.loopline.fixture.Duty;
import io.github.loopline.fixture.Options;
import io.github.loopline.fixture.OutgoingMessage;
import io.github.loopline.fixture.Scope;
import io.github.loopline.fixture.UserCode;
import io.github.loopline.internal.engine.EventLoop;
import io.github.loopline.net.SocketType;
import io.github.loopline.script.Messages;
import io.github.loopline.script.Stage;
import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.Track;
import java.io.IOException;
import java.time.Duration;

/** Lets a script play on a connection of messages. */
final class PacketStage implements Stage {

    private final Scope scope;
    private final PacketConnection connection;
    private final PacketIo io;
    private final Messages messages;

    /** Creates one that begins with what has come and was not received. */
    PacketStage(Scope scope, PacketConnection connection) {
        this.scope = scope;
        this.connection = connection;
        this.io = connection.io();
        this.messages = new Messages(this);
        for (Packet left : connection.reader().untaken()) {
            messages.add(left.data(), null);
        }
    }

    @Override
    public Track track() {
        return connection.track();
    }

    @Override
    public EventLoop loop() {
        return io.engine();
    }

    @Override
    public SocketType type() {
        return SocketType.SEQPACKET;
    }

    @Override
    public Messages messages() {
        return messages;
    }

    @Override
    public Duration timeout() {
        Duration timeout = connection.timeout();
        return timeout.isZero() ? Options.DEFAULT_TIMEOUT : timeout; // of what does not block: a script blocks nobody
    }

    @Override
    public Delivery send(byte[] bytes) {
        OutgoingMessage outgoing = new OutgoingMessage(bytes);
        io.send(outgoing);
        return Delivery.of(outgoing);
    }

    @Override
    public void shutdownOutput() throws IOException {
        io.shutdownOutput();
    }

    @Override
    public void stopReading(boolean stop) {
        io.stopReading(stop);
    }

    @Override
    public void taken() {
        connection.reader().skip(messages.takeCount());
        io.setBehind(messages.isFull());
    }

    @Override
    public void close() {
        io.close(EventKind.CLOSED, null);
    }

    @Override
    public void reset() throws IOException {
        connection.reset(io);
    }

    @Override
    public void run(UserCode code) {
        scope.run(track(), code);
    }

    @Override
    public void owe(Duty duty) {
        scope.owe(duty);
    }

    @Override
    public void acquit(Duty duty) {
        scope.acquit(duty);
    }
}
