package io.github.loopline.datagram;

import io.github.loopline.fixture.Reply;
import io.github.loopline.fixture.Scope;
import io.github.loopline.trace.Track;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** Answers datagrams one after the other, in their order, on one pooled thread that ends when there is nothing to do. */
final class Answers {

    /** Unanswered datagrams at which reading stops; the kernel's buffer takes over then. */
    private static final int MOST = 10_000;

    private final Scope scope;
    private final Track track;
    private final DatagramPeer peer;
    private final DatagramHandler handler;
    private final Queue<Datagram> requests = new ArrayDeque<>(); // guarded by this
    private boolean running; // guarded by this

    Answers(Scope scope, Track track, DatagramPeer peer, DatagramHandler handler) {
        this.scope = scope;
        this.track = track;
        this.peer = peer;
        this.handler = handler;
    }

    /** Takes a request; on the engine's thread. Gives whether that was one too many. */
    synchronized boolean add(Datagram request) {
        requests.add(request);
        if (!running) {
            running = true;
            scope.run(track, this::answerAll);
        }
        return requests.size() >= MOST;
    }

    private void answerAll() throws Exception {
        boolean answered = false;
        try {
            Datagram request = next();
            while (request != null) {
                for (byte[] message : Reply.of(handler.answer(request)).messages()) {
                    peer.sendTo(request.sender(), message);
                }
                request = next();
            }
            answered = true;
        } finally {
            if (!answered) {
                // what was thrown fails the test, but the next request has its answer
                scope.run(track, this::answerAll);
            }
        }
    }

    private @Nullable Datagram next() {
        Datagram request;
        boolean caughtUp;
        synchronized (this) {
            if (track.isClosed()) {
                requests.clear();
            }
            request = requests.poll();
            running = request != null;
            caughtUp = requests.size() == MOST / 2;
        }
        if (caughtUp) {
            peer.resumeAnswering();
        }
        return request;
    }
}
