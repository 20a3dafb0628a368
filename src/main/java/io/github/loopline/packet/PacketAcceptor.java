package io.github.loopline.packet;

import io.github.loopline.fixture.Accepted;
import io.github.loopline.fixture.NativeSockets;
import io.github.loopline.fixture.OpenConnections;
import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.Options;
import io.github.loopline.fixture.OutgoingMessage;
import io.github.loopline.fixture.Scope;
import io.github.loopline.fixture.Service;
import io.github.loopline.internal.posix.NativeSocket;
import io.github.loopline.internal.posix.PollEngine;
import io.github.loopline.net.SocketType;
import io.github.loopline.script.Script;
import io.github.loopline.script.Serving;
import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.EventLog;
import io.github.loopline.trace.Track;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Takes the connections of a server, and gives each what it has to do. */
final class PacketAcceptor {

    private final Scope scope;
    private final EventLog log;
    private final Options options;
    private final PollEngine engine;
    private final Track track;
    private final Accepted<PacketConnection> connections;
    private final OpenConnections<PacketIo> open = new OpenConnections<>((io, why) -> io.close(EventKind.CLOSED, why));
    private final Serving<PacketHandler> serving;
    private volatile Service service;
    private volatile byte @Nullable [] greeting;

    PacketAcceptor(Scope scope, Options options, PollEngine engine, Track track) {
        this.scope = scope;
        this.log = scope.log();
        this.options = options;
        this.engine = engine;
        this.track = track;
        this.connections = new Accepted<>(track, options.timeout(), "stopped");
        this.serving = new Serving<>(scope, track, SocketType.SEQPACKET);
        this.service = options.service();
        this.greeting = options.has(Option.GREETING)
                ? options.text(Option.GREETING, "").getBytes(StandardCharsets.UTF_8)
                : null;
    }

    Accepted<PacketConnection> connections() {
        return connections;
    }

    Serving<PacketHandler> serving() {
        return serving;
    }

    /** Sets what is done with later connections that nobody serves. */
    void service(Service mode) {
        service = mode;
    }

    void greeting(String text) {
        greeting = text.getBytes(StandardCharsets.UTF_8);
    }

    /** Takes a connection; on the poll thread. */
    void accept(NativeSocket socket) throws IOException {
        byte[] first = greeting;
        NativeSockets.set(socket, options);
        PacketConnection connection;
        PacketHandler code;
        synchronized (log) {
            Serving.Part<PacketHandler> part = serving.next(connections.count());
            code = part.handler();
            Script script = part.script();
            boolean served = !part.isEmpty();
            Service mode = served ? Service.RECORD : service;
            int limit = mode == Service.DISCARD ? 0 : options.recordingLimit();
            Track lane = log.track(track, connections.count(), null, limit);
            PacketIo io = new PacketIo(engine, socket, lane, mode, open.listener(served));
            connection = new PacketConnection(scope, lane, io, socket, options.timeout());
            if (script != null) {
                connection.prepare(script); // before anybody can ask for it
            }
            connections.add(connection);
            log.add(lane, EventKind.ACCEPTED, connection.remote());
            if (!served && mode == Service.RECORD) {
                lane.remark(() -> connections.isAsked() ? "" : serving.nothing());
            }
            NativeSockets.noteGranted(lane, socket, options); // whoever sees it sees what it has
        }
        PacketIo io = connection.io();
        open.add(io);
        io.start();
        if (first != null) {
            io.send(new OutgoingMessage(first));
        }
        if (code != null) {
            scope.run(connection.track(), () -> connection.serve(code));
        }
        io.script().advance();
    }

    /** Closes the connections; on the poll thread. */
    void close() {
        open.closeAll();
    }
}
