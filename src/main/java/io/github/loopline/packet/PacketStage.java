package io.github.loopline.packet;

import io.github.loopline.fixture.OutgoingMessage;
import io.github.loopline.fixture.Scope;
import io.github.loopline.internal.engine.EventLoop;
import io.github.loopline.net.SocketType;
import io.github.loopline.script.Messages;
import io.github.loopline.script.Stage;
import io.github.loopline.trace.EventKind;
import java.io.IOException;

/** Lets a script play on a connection of messages. */
final class PacketStage extends Stage {

    private final PacketConnection connection;
    private final PacketIo io;
    private final Messages messages;

    /** Creates one that begins with what has come and was not received. */
    PacketStage(Scope scope, PacketConnection connection) {
        super(scope, connection.track(), connection.timeout());
        this.connection = connection;
        this.io = connection.io();
        this.messages = new Messages(this);
        for (Packet left : connection.reader().untaken()) {
            messages.add(left.data(), null);
        }
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
}
