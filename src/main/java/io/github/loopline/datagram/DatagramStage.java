package io.github.loopline.datagram;

import io.github.loopline.fixture.Options;
import io.github.loopline.fixture.Scope;
import io.github.loopline.internal.engine.EventLoop;
import io.github.loopline.net.SocketType;
import io.github.loopline.script.Messages;
import io.github.loopline.script.Stage;
import java.net.SocketAddress;

/** Lets a script play on a datagram peer. */
final class DatagramStage extends Stage {

    private final DatagramPeer peer;
    private final DatagramIo io;
    private final Messages messages;

    /** Creates one that begins with what has come and was not received. */
    DatagramStage(Scope scope, DatagramPeer peer, DatagramIo io, Options options) {
        super(scope, peer.track(), options.timeout());
        this.peer = peer;
        this.io = io;
        this.messages = new Messages(this);
        peer.arrivals().skipAnswered();
        for (Datagram left : peer.arrivals().untaken()) {
            messages.add(left.data(), left.sender());
        }
    }

    @Override
    public EventLoop loop() {
        return io.loop();
    }

    @Override
    public SocketType type() {
        return SocketType.DGRAM;
    }

    @Override
    public Messages messages() {
        return messages;
    }

    @Override
    public Delivery send(byte[] bytes) {
        SocketAddress connected = peer.remote();
        SocketAddress destination = connected == null ? messages.sender() : connected;
        if (destination == null) {
            throw new IllegalStateException(
                    "nobody has sent a datagram yet. Write sendTo(address, ...), or expect one before");
        }
        return sendTo(destination, bytes);
    }

    @Override
    public Delivery sendTo(SocketAddress destination, byte[] bytes) {
        peer.checkConnected(destination);
        io.check(destination, bytes);
        OutgoingDatagram outgoing = new OutgoingDatagram(bytes, destination);
        io.send(outgoing);
        return Delivery.of(outgoing);
    }

    @Override
    public void stopReading(boolean stop) {
        io.stopReading(stop);
    }

    @Override
    public void taken() {
        peer.arrivals().skip(messages.takeCount());
        io.setBehind(messages.isFull());
    }

    @Override
    public void close() {
        io.close();
    }

    /** Somebody else could get the port, and what the peer sends there. */
    @Override
    public void giveUp() {
        // it stays open and records
    }
}
