package io.github.loopline.fault.pipe;

import io.github.loopline.internal.engine.Engine;
import io.github.loopline.internal.engine.Timer;
import io.github.loopline.internal.posix.ReadWatch;
import io.github.loopline.trace.EventLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The far end of a pipe: what is under way in it, delivered when it is due and there is room. Everything runs on the engine's thread,
 * but for the count.
 */
final class Outlet {

    /** Writes of one channel before another gets its turn. */
    private static final int MOST_TURNS = 16;

    private final Pipe pipe;
    private final PipeEnd to;
    private final EventLog log;
    private final Pace pace = new Pace();
    private final ArrayDeque<Segment> queue = new ArrayDeque<>(2);
    private long waiting; // bytes in the queue
    private long passed; // guarded by log when written
    private boolean ended; // the end was delivered
    private long dripping; // bytes that are still to come one by one
    private boolean watching; // whether the peer has read what is before a cut
    private boolean blocked; // the kernel has no room
    private Segment.@Nullable Kind ending; // what the queue ends with
    private @Nullable Alarm alarm;

    Outlet(Pipe pipe, PipeEnd to) {
        this.pipe = pipe;
        this.to = to;
        this.log = to.track().log();
    }

    boolean isEmpty() {
        return queue.isEmpty() && dripping == 0;
    }

    boolean isEnded() {
        return ended;
    }

    boolean isBlocked() {
        return blocked;
    }

    /** Counts the bytes that are under way. */
    long waiting() {
        return waiting;
    }

    /** Counts the bytes that were delivered; the log is locked. */
    long passed() {
        return passed;
    }

    /** Gives what it ends with, null if bytes may follow. */
    Segment.@Nullable Kind ending() {
        return ending;
    }

    /** Gives bytes that stay where they are when the next are read. */
    static ByteBuffer kept(ByteBuffer data, boolean stays) {
        return stays ? data : ByteBuffer.allocate(data.remaining()).put(data).flip();
    }

    void enqueue(ByteBuffer data, long place, boolean changed, long due) {
        waiting += data.remaining();
        queue.add(Segment.data(data, place, changed, due));
    }

    /** Holds what comes next until the peer has read what is under way. */
    void cut() {
        queue.add(Segment.cut(System.nanoTime()));
    }

    /** Puts a cut behind each of the next bytes. */
    void drip(long bytes) {
        dripping = bytes;
    }

    private void watch() {
        watching = true;
        to.awaitRead(end -> {
            watching = false;
            Segment first = queue.peek();
            if (first != null && first.kind() == Segment.Kind.CUT) {
                queue.poll();
            }
            switch (end) {
                case READ -> {}
                case LATE -> pipe.note("cut is over: the peer has not read for " + ReadWatch.LONGEST_MILLIS + " ms");
                case BLIND -> notePause("nothing tells what is read");
                case CROWDED -> notePause("the machine has too many sockets to look through without JNA");
            }
            pipe.woken();
        });
    }

    private void notePause(String why) {
        pipe.note("cut is a pause of " + ReadWatch.BLIND_MILLIS + " ms: " + why);
    }

    /** Ends behind what is under way. */
    void endWith(Segment.Kind kind, long due) {
        ending = kind;
        queue.add(Segment.end(kind, due));
    }

    /** Drops what is under way, since nobody is there to get it; gives how much. */
    long clear() {
        long rest = waiting;
        queue.clear();
        waiting = 0;
        ended = true;
        blocked = false;
        return rest;
    }

    /** The receiver has room again. */
    void unblock() {
        blocked = false;
        pump();
    }

    /** Writes what is due, as far as there is room. */
    void pump() {
        for (int i = 0; i < MOST_TURNS && canDeliver(); i++) {
            Segment first = queue.peek();
            if (first == null) {
                break;
            }
            if (first.kind() == Segment.Kind.CUT) {
                if (!watching) {
                    watch();
                }
                return;
            }
            long wait = first.due() - System.nanoTime();
            if (wait <= 0 && first.data() != null) {
                wait = deliver(first, first.data());
            } else if (wait <= 0) {
                queue.poll();
                deliver(first.kind());
            }
            if (wait > 0) {
                wake(wait);
                return;
            }
        }
        if (!queue.isEmpty() && canDeliver()) {
            wake(0); // others first
        }
        if (blocked && ending == Segment.Kind.RST && !to.isClosed()) {
            pipe.discard(); // an RST needs no room
            deliver(Segment.Kind.RST);
        }
    }

    private boolean canDeliver() {
        return to.isConnected() && !blocked && pipe.conditions().freeze() == null;
    }

    /** Writes what may go together; gives how long it has to wait before. */
    private long deliver(Segment segment, ByteBuffer data) {
        Conditions conditions = pipe.conditions();
        int size = conditions.isClear() ? data.remaining() : conditions.piece(segment.place(), data.remaining());
        size = dripping > 0 ? 1 : size;
        long wait = pace.wait(conditions, size, segment.due());
        if (wait > 0) {
            return wait;
        }
        ByteBuffer piece = data.duplicate().limit(data.position() + size);
        write(piece, segment.isChanged() ? -1 : segment.place());
        int written = size - piece.remaining();
        pace.passed(pipe.conditions(), written, segment.due());
        waiting -= written;
        segment.advance(data, written);
        if (!data.hasRemaining()) {
            queue.poll();
        }
        if (dripping > 0 && written > 0) {
            dripping--;
            queue.addFirst(Segment.cut(segment.due()));
        }
        if (written > 0) {
            to.delivered();
        }
        return 0;
    }

    private void deliver(Segment.Kind kind) {
        if (kind == Segment.Kind.RST) {
            ended = true;
            pipe.resetPassed();
        } else if (!ended) {
            ended = true;
            to.shutdownOutput();
            pipe.duplex().finishIfDone();
        }
    }

    /** Writes and records; a failure ends the connection as the peer has ended it. */
    void write(ByteBuffer data, long offset) {
        int start = data.position();
        try {
            synchronized (log) { // whoever looks once the receiver has it finds it recorded
                to.write(data, offset);
                passed += data.position() - start;
            }
            blocked = data.hasRemaining();
        } catch (IOException e) {
            pipe.duplex().writeFailed(pipe, e);
        }
    }

    /** Asks to be woken, unless that happens earlier anyhow. */
    void wake(long nanos) {
        Alarm pending = alarm;
        long at = System.nanoTime() + nanos;
        if (pending != null) {
            if (pending.at - at <= 0) {
                return;
            }
            pending.cancel();
        }
        Alarm next = new Alarm(at);
        alarm = next;
        Engine.shared().schedule(next, nanos);
    }

    private final class Alarm extends Timer {

        private final long at;

        Alarm(long at) {
            this.at = at;
        }

        @Override
        protected void fire() {
            alarm = null;
            pipe.woken();
        }
    }
}
