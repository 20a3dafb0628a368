package io.github.loopline.stream;

import io.github.loopline.internal.engine.Engine;
import io.github.loopline.trace.EventKind;
import java.io.IOException;
import java.nio.ByteBuffer;

/** How a connected stream socket is written: its queue, as the kernel takes it, until it can send no more. Engine thread only. */
final class StreamOutput {

    private final Engine engine = Engine.shared();
    private final StreamIo io;
    private final SendQueue sending;

    StreamOutput(StreamIo io) {
        this.io = io;
        this.sending = io.sending();
    }

    /** Queues bytes and writes what the kernel takes. */
    void send(Outgoing outgoing) {
        if (sending.add(outgoing)) {
            flush();
        }
    }

    void sendUrgent(int data) throws IOException {
        if (io.closing().isClosed()) {
            throw new IOException("the connection is closed");
        }
        sending.writeUrgent(data);
    }

    /** Takes back what the kernel has not taken. */
    void withdraw(Outgoing outgoing) {
        sending.remove(outgoing, engine.scratch());
        io.updateInterest();
    }

    /** Sends back what was received. */
    void echo(ByteBuffer bytes) {
        if (io.faults() == null && sending.isEmpty() && !sending.isUnsendable()) {
            try {
                sending.write(bytes);
            } catch (IOException e) {
                failed(e);
            }
        }
        if (bytes.hasRemaining() && !sending.isUnsendable()) {
            byte[] rest = new byte[bytes.remaining()];
            bytes.get(rest);
            sending.add(new Outgoing(rest, 0, rest.length));
            io.updateInterest(); // and read no more until it is sent back
        }
    }

    /** Writes what is queued, as far as the kernel takes it, or has the faults between take it. */
    void flush() {
        FaultyIo between = io.faults();
        if (between != null) {
            between.updateInterest(); // which takes what is queued
            return;
        }
        try {
            sending.flush(engine.scratch(), StreamIo.MOST_TURNS);
        } catch (IOException e) {
            failed(e);
        }
        io.updateInterest();
        handedOver();
    }

    /** What was queued is with the kernel, or with the faults. */
    void handedOver() {
        io.closing().closeOnceSent();
        io.advance();
    }

    /** Records a failure, and fails the queue. */
    void failed(IOException e) {
        String reason = "the peer sent RST";
        if (StreamInput.isReset(e)) {
            sending.refuse(reason);
            io.input().resetSeen();
        } else {
            // Broken pipe: the peer has closed. What it sent before, and its FIN, is still to be read.
            reason = "the peer no longer reads (" + e.getMessage() + ")";
        }
        if (!io.closing().isClosed()) {
            sending.fail(EventKind.SEND_FAILED, e.getMessage(), reason);
        }
    }

    void shutdown() throws IOException {
        FaultyIo between = io.faults();
        if (between == null) {
            sending.shutdown();
        } else if (!sending.isUnsendable()) {
            sending.fail(EventKind.NOTE, "FIN is under way", "the output is shut down");
            between.shutdown();
        }
    }
}
