package io.github.loopline.tls.carrier;

import io.github.loopline.internal.engine.Engine;
import io.github.loopline.internal.engine.Task;
import io.github.loopline.internal.engine.Workers;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/**
 * This side's part of a handshake. What takes the processor long (signatures, key agreement, the checks of a chain) is done on pooled
 * threads, at most one for each core of the machine. Engine thread only.
 */
final class TlsHandshake {

    private final SSLEngine ssl;
    private final TlsOutput out;
    private final TlsLog facts;
    private final Runnable resume;
    private boolean computing; // on a pooled thread
    private boolean computed; // and nobody has gone on since

    TlsHandshake(SSLEngine ssl, TlsOutput out, TlsLog facts, Runnable resume) {
        this.ssl = ssl;
        this.out = out;
        this.facts = facts;
        this.resume = resume;
    }

    /** Goes on as far as it depends on this side; one that the peer has ended is never done. */
    void advance(boolean ended) throws SSLException {
        HandshakeStatus status = out.wrapWhatIsDue();
        facts.look();
        out.flushOrFailLater();
        if (out.isOver()) {
            return;
        }
        if (status == HandshakeStatus.NEED_TASK) {
            compute();
        } else if (status == HandshakeStatus.NOT_HANDSHAKING && !ended) {
            facts.handshakeDone();
        }
    }

    /** Goes on where something was computed. */
    void advanceIfComputed(boolean ended) throws SSLException {
        if (computed) {
            computed = false;
            advance(ended);
        }
    }

    private void compute() {
        if (computing) {
            return;
        }
        computing = true;
        Workers.compute(() -> {
            try {
                for (Runnable task = ssl.getDelegatedTask(); task != null; task = ssl.getDelegatedTask()) {
                    task.run();
                }
            } finally {
                Engine.shared().execute(new Task() {
                    @Override
                    protected void run() {
                        computing = false;
                        computed = true;
                        resume.run();
                    }
                });
            }
        });
    }

    boolean isComputing() {
        return computing;
    }

    boolean hasComputed() {
        return computed;
    }

    /** Tells whether one is under way, the first or another. */
    boolean isGoingOn() {
        return !facts.isHandshakeDone() || ssl.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING;
    }

    /** Tells whether bytes of the test can be made a record. */
    boolean leavesRoom() {
        return !computing && !isGoingOn();
    }
}
