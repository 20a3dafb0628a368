package io.github.loopline.stream;

import io.github.loopline.fault.AppliedFault;
import io.github.loopline.fault.Direction;
import io.github.loopline.fault.StreamFault;
import io.github.loopline.fixture.Accepted;
import io.github.loopline.fixture.OpenConnections;
import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.Options;
import io.github.loopline.fixture.Scope;
import io.github.loopline.fixture.Service;
import io.github.loopline.fixture.StreamOptions;
import io.github.loopline.internal.Draws;
import io.github.loopline.net.SocketType;
import io.github.loopline.script.Script;
import io.github.loopline.script.Serving;
import io.github.loopline.tls.TlsContext;
import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.EventLog;
import io.github.loopline.trace.Track;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Takes the connections of a server, and gives each what it has to do. */
final class Acceptor {

    private final Scope scope;
    private final EventLog log;
    private final Options options;
    private final Track track;
    private final boolean unix;
    private final Accepted<Connection> connections;
    private final OpenConnections<StreamIo> open =
            new OpenConnections<>((io, why) -> io.closing().abandon(why));
    private final Serving<ConnectionHandler> serving;
    private volatile @Nullable FixtureFaults faults; // once one was applied; written under this
    private volatile @Nullable TlsContext tls;
    private volatile Service service;
    private volatile byte[] greeting;

    Acceptor(Scope scope, Options options, Track track, boolean unix, @Nullable TlsContext tls) {
        this.scope = scope;
        this.log = scope.log();
        this.options = options;
        this.track = track;
        this.unix = unix;
        this.tls = tls;
        this.connections = new Accepted<>(track, options.timeout(), "stopped");
        this.serving = new Serving<>(scope, track, SocketType.STREAM);
        this.service = options.service();
        this.greeting = options.text(Option.GREETING, "").getBytes(StandardCharsets.UTF_8);
    }

    Accepted<Connection> connections() {
        return connections;
    }

    Serving<ConnectionHandler> serving() {
        return serving;
    }

    /** Gives how later connections speak TLS, or null if they do not. */
    @Nullable
    TlsContext tls() {
        return tls;
    }

    void tls(TlsContext later) {
        tls = later;
    }

    /** Sets what is done with later connections that nobody serves. */
    void service(Service mode) {
        service = mode;
    }

    void greeting(String text) {
        greeting = text.getBytes(StandardCharsets.UTF_8);
    }

    AppliedFault apply(StreamFault fault, Listening listening) {
        return faults(listening).apply(fault);
    }

    private synchronized FixtureFaults faults(Listening listening) {
        FixtureFaults made = faults;
        if (made == null) {
            Draws draws = scope.draws().at(scope.nextOrdinal());
            made = new FixtureFaults(track, draws, Direction.TO_CLIENT, open::all, connections::count, listening);
            faults = made;
        }
        return made;
    }

    void clearFaults() {
        FixtureFaults made = faults;
        if (made != null) {
            made.clear();
        }
    }

    /** Takes a connection; on the engine's thread. */
    void accept(SocketChannel channel) throws IOException {
        byte[] first = greeting;
        channel.configureBlocking(false);
        StreamOptions.setAccepted(channel, options, unix);
        Connection connection;
        Serving.Part<ConnectionHandler> part;
        synchronized (log) {
            part = serving.next(connections.count());
            connection = track(channel, part);
            Script script = part.script();
            if (script != null) {
                connection.prepare(script); // before anybody can ask for it
            }
            connections.add(connection);
            log.add(connection.track(), EventKind.ACCEPTED, connection.remote());
            StreamOptions.noteGranted(connection.track(), channel, options); // whoever sees it sees what it has
        }
        StreamIo io = connection.io();
        open.add(io);
        ConnectionHandler code = part.handler();
        if (code != null) {
            connection.reader().attach();
        }
        io.carrying().whenReady(() -> {
            FixtureFaults acting = faults;
            if (acting != null) {
                acting.begin(io);
            }
            if (first.length > 0) {
                io.output().send(new Outgoing(first, 0, first.length));
            }
            if (code != null) {
                scope.run(connection.track(), () -> connection.serve(code));
            }
        });
        io.start();
    }

    private Connection track(SocketChannel channel, Serving.Part<ConnectionHandler> part) throws IOException {
        boolean served = !part.isEmpty();
        Service mode = served ? Service.RECORD : service;
        int limit = mode == Service.DISCARD ? 0 : options.recordingLimit();
        Track lane = log.track(track, connections.count(), null, limit);
        if (!served && mode == Service.RECORD) {
            lane.remark(() -> isDriven(lane) ? "" : serving.nothing());
        }
        int linger = options.number(Option.LINGER_SECONDS, Options.LINGER_OFF);
        StreamIo io = new StreamIo(channel, lane, mode, linger, tls, open.listener(served));
        return new Connection(
                scope, lane, io, channel.getLocalAddress(), channel.getRemoteAddress(), options.timeout(), linger);
    }

    /** Tells whether the test may do what nothing else does, or the connection has not got so far. */
    private boolean isDriven(Track lane) {
        return connections.isAsked() || tls != null && lane.received().size() == 0;
    }

    /** Closes the connections; on the engine's thread. */
    void close() {
        open.closeAll();
    }
}
