package io.github.loopline.stream;

import io.github.loopline.fixture.Scope;
import io.github.loopline.internal.engine.Engine;
import io.github.loopline.internal.engine.EventLoop;
import io.github.loopline.net.SocketType;
import io.github.loopline.script.Stage;
import io.github.loopline.trace.EventKind;
import java.io.IOException;
import java.net.SocketAddress;

/** Lets scripts play on a connection. */
final class StreamStage extends Stage {

    private final Connection connection;
    private final StreamIo io;

    StreamStage(Scope scope, Connection connection) {
        super(scope, connection.track(), connection.timeout());
        this.connection = connection;
        this.io = connection.io();
    }

    @Override
    public EventLoop loop() {
        return Engine.shared();
    }

    @Override
    public SocketType type() {
        return SocketType.STREAM;
    }

    @Override
    public SocketAddress localAddress() {
        return connection.local();
    }

    @Override
    public SocketAddress remoteAddress() {
        return connection.remote();
    }

    @Override
    public Delivery send(byte[] bytes) {
        Outgoing outgoing = new Outgoing(bytes, 0, bytes.length);
        io.output().send(outgoing);
        return outgoing;
    }

    @Override
    public void shutdownOutput() throws IOException {
        io.output().shutdown();
    }

    @Override
    public void stopReading(boolean stop) {
        io.input().stop(stop);
    }

    @Override
    public void want(boolean waits) {
        synchronized (track().log()) {
            if (waits) {
                io.reading().want(Long.MAX_VALUE);
            } else {
                io.reading().wantNoMore();
            }
        }
        io.input().throttle();
    }

    @Override
    public void taken() {
        io.input().throttle();
    }

    @Override
    public boolean isUnderWay() {
        FaultyIo between = io.faults();
        return between != null && between.holdsOutput();
    }

    /** Where a cut comes is for the fault to say then. */
    @Override
    public boolean isHeldBack() {
        FaultyIo between = io.faults();
        return between != null && between.holdsOutputBack();
    }

    @Override
    public boolean isEndedByFault() {
        return io.closing().isEndedByFault();
    }

    @Override
    public void close() {
        io.closing().close(EventKind.CLOSED);
    }

    @Override
    public void startTls() {
        io.startTls(new byte[0]);
    }

    @Override
    public void rekey() throws IOException {
        io.rekey();
    }

    @Override
    public void sendBeneathTls(byte[] bytes) throws IOException {
        io.sendBeneathTls(bytes);
    }

    @Override
    public void closeWithoutCloseNotify() {
        io.closing().closeWithoutNotify();
    }

    @Override
    public void reset() throws IOException {
        connection.reset(io);
    }
}
