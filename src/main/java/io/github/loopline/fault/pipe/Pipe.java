package io.github.loopline.fault.pipe;

import io.github.loopline.fault.Direction;
import io.github.loopline.internal.Draws;
import io.github.loopline.internal.engine.Engine;
import io.github.loopline.internal.engine.Timer;
import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.EventLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a connection that faults act on: takes what comes, applies the conditions, and delivers. Without conditions bytes
 * are delivered from where they were read to. Everything runs on the engine's thread, but for the counts.
 */
public final class Pipe {

    /** Bytes under way at which reading stops until some are delivered. */
    private static final int MOST_WAITING = 256 * 1024;

    /** The same with latency, which holds more back: a long line has room for more. */
    private static final int MOST_DELAYED = 4 << 20;

    /** Reads or writes of one channel before another gets its turn. */
    private static final int MOST_TURNS = 16;

    private final Engine engine = Engine.shared();
    private final Duplex duplex;
    private final Direction direction;
    private final PipeEnd from;
    private final PipeEnd to;
    private final EventLog log;
    private final Shaper shaper;
    private final Pace pace = new Pace();
    private final ArrayDeque<Segment> queue = new ArrayDeque<>(2);
    private final Set<AppliedStreamFault> told = new HashSet<>(0); // whose strike here was told
    private final Triggers triggers = new Triggers(this);
    private Conditions conditions = Conditions.NONE;
    private long waiting; // bytes in the queue
    private long arrived; // guarded by log when written, as the next two
    private long passed;
    private long lost;
    private boolean inputOver; // the sender has ended
    private boolean dropping; // what comes is not delivered
    private boolean holed; // a blackhole took something
    private boolean done; // the end was delivered
    private boolean blocked; // the kernel has no room
    private Segment.@Nullable Kind ending; // what the queue ends with
    private @Nullable Alarm alarm;

    Pipe(Duplex duplex, Direction direction, PipeEnd from, PipeEnd to) {
        this.duplex = duplex;
        this.direction = direction;
        this.from = from;
        this.to = to;
        this.log = to.track().log();
        this.shaper = new Shaper(this);
    }

    /** Begins behind bytes that have passed without it. */
    public void startAt(long offset) {
        arrived = offset;
    }

    /** Gives its direction. */
    public Direction direction() {
        return direction;
    }

    Conditions conditions() {
        return conditions;
    }

    Duplex duplex() {
        return duplex;
    }

    boolean isDone() {
        return done && (inputOver || from.isClosed());
    }

    /** Tells whether the end was delivered. */
    public boolean isEnded() {
        return done;
    }

    /** Tells whether the sender has ended. */
    public boolean isInputOver() {
        return inputOver;
    }

    /** Tells whether it does nothing but pass on what comes. */
    boolean isIdle() {
        return conditions.isClear()
                && queue.isEmpty()
                && shaper.isEmpty()
                && triggers.isEmpty()
                && !(holed || dropping || inputOver);
    }

    /** Tells whether the receiver has no room. */
    public boolean isBlocked() {
        return blocked && !to.isClosed();
    }

    /** Tells whether more may come. */
    public boolean wantsInput() {
        boolean ready = dropping || to.isConnected() && waiting < (conditions.delays() ? MOST_DELAYED : MOST_WAITING);
        return ready && !inputOver && from.isConnected() && conditions.freeze() == null;
    }

    /** Counts the bytes that came; the log is locked, as for the next two. */
    public long arrived() {
        return arrived;
    }

    /** Counts those that were delivered. */
    public long passed() {
        return passed;
    }

    /** Counts those that never are. */
    public long lost() {
        return lost;
    }

    void set(Conditions now) {
        boolean healed = holed && now.blackhole() == null && !to.isClosed();
        conditions = now;
        told.removeIf(applied -> !applied.isActive());
        shaper.conditionsChanged();
        if (now.freeze() != null) {
            tell(now.freeze());
        }
        if (healed) {
            log.add(to.track(), EventKind.FAULT, "reset, since the blackhole took something");
            duplex.reset();
        }
    }

    /** Tells once that a fault has something to do here. */
    void tell(AppliedStreamFault applied) {
        if (told.add(applied)) {
            applied.strike(
                    to.track(),
                    duplex.index(),
                    applied.fault() + (applied.fault().selection().isOneWay() ? "" : " " + direction));
        }
    }

    void tellCorrupted(AppliedStreamFault corruption, long offset, int before, int after) {
        corruption.strike(
                to.track(),
                "corrupt byte " + offset + " " + direction + ": " + Integer.toHexString(before) + " to "
                        + Integer.toHexString(after),
                corruption.draws(duplex.index(), direction),
                offset);
    }

    /** Takes a fault into account, once. */
    void hook(AppliedStreamFault applied) {
        if (triggers.add(applied, arrived) && !applied.effect().isLasting()) {
            begin(applied);
        }
    }

    /** Tells whether a fault acts, or still waits for its moment. */
    boolean hasBegun(AppliedStreamFault applied) {
        return triggers.hasBegun(applied);
    }

    void unhook(List<AppliedStreamFault> faults) {
        triggers.retain(faults);
    }

    /** The moment of a fault has come. */
    void begin(AppliedStreamFault applied) {
        if (applied.effect().isLasting()) {
            duplex.recondition(this);
            pump();
        } else {
            duplex.strike(applied, this);
        }
    }

    /** Delivers bytes that nobody has sent. */
    void insert(AppliedStreamFault applied) {
        if (!dropping && ending == null) {
            Draws draws = applied.draws(duplex.index(), direction).at(2);
            byte[] bytes = new byte[(int) applied.effect().amount()];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) draws.bits(i);
            }
            shaper.insert(ByteBuffer.wrap(bytes), arrived);
            pump();
        }
    }

    void note(String text) {
        log.add(to.track(), EventKind.NOTE, text);
    }

    /** Takes bytes that came; those that do not stay where they are, are copied. */
    public void take(ByteBuffer data, boolean stays) {
        int length = data.remaining();
        long offset = arrived;
        synchronized (log) {
            arrived += length;
        }
        triggers.feed(data);
        int at = data.position();
        int end = data.limit();
        Trigger next = triggers.next(offset, length);
        while (next != null && !dropping) {
            int passes = (int) next.strikesIn(offset, end - at);
            pass(data.duplicate().limit(at + passes).position(at), offset, stays);
            at += passes;
            offset += passes;
            triggers.begin(next);
            next = triggers.next(offset, end - at);
        }
        pass(data.position(at), offset, stays);
    }

    private void pass(ByteBuffer data, long offset, boolean stays) {
        if (!data.hasRemaining()) {
            return;
        }
        if (dropping) {
            lose(data.remaining());
        } else if (conditions.isClear() && queue.isEmpty() && shaper.isEmpty()) {
            int start = data.position();
            write(data, offset);
            int written = data.position() - start;
            if (to.isClosed()) {
                lose(data.remaining());
            } else if (data.hasRemaining()) {
                enqueue(kept(data, stays), offset + written, false, System.nanoTime());
            }
            if (written > 0) {
                to.delivered();
            }
        } else {
            shaper.take(data, offset, stays);
            pump();
        }
    }

    /** Gives bytes that stay where they are when the next are read. */
    static ByteBuffer kept(ByteBuffer data, boolean stays) {
        return stays ? data : ByteBuffer.allocate(data.remaining()).put(data).flip();
    }

    void enqueue(ByteBuffer data, long place, boolean changed, long due) {
        waiting += data.remaining();
        queue.add(Segment.data(data, place, changed, due));
    }

    void lose(long bytes) {
        synchronized (log) {
            lost += bytes;
        }
    }

    /** A blackhole took bytes or the end. */
    void swallow(AppliedStreamFault blackhole, int bytes) {
        holed = true;
        lose(bytes);
        tell(blackhole);
    }

    /** Takes the end of what the sender sends. */
    public void end() {
        end(Segment.Kind.FIN);
    }

    /** Takes the RST of the sender. */
    public void reset() {
        end(Segment.Kind.RST);
    }

    private void end(Segment.Kind kind) {
        inputOver = true;
        if (kind == Segment.Kind.FIN) {
            triggers.close();
        }
        AppliedStreamFault blackhole = conditions.blackhole();
        if (blackhole != null && !done) {
            swallow(blackhole, 0);
        } else if (ending == null || kind == Segment.Kind.RST) {
            finishWith(kind);
        }
        duplex.finishIfDone();
    }

    private void finishWith(Segment.Kind kind) {
        shaper.flush();
        ending = kind;
        queue.add(Segment.end(kind, shaper.dueEnd(kind, arrived)));
        pump();
    }

    /** Ends it behind what is under way; what comes later is dropped. */
    void truncate(Segment.Kind kind) {
        dropping = true;
        if (ending == null || ending != kind && kind == Segment.Kind.RST) {
            finishWith(kind);
        }
    }

    /** Drops what is under way and what comes later, since nobody is there to get it; gives how much was under way. */
    public long discard() {
        long rest = waiting + shaper.clear();
        lose(rest);
        queue.clear();
        waiting = 0;
        dropping = true;
        done = true;
        blocked = false;
        return rest;
    }

    /** The receiver has room again. */
    public void unblock() {
        blocked = false;
        pump();
        duplex.updateInterest();
    }

    /** Writes what is due, as far as there is room. */
    void pump() {
        for (int i = 0; i < MOST_TURNS && canDeliver(); i++) {
            Segment first = queue.peek();
            if (first == null) {
                break;
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
            discard(); // an RST needs no room
            deliver(Segment.Kind.RST);
        }
    }

    private boolean canDeliver() {
        return to.isConnected() && !blocked && conditions.freeze() == null;
    }

    /** Writes what may go together; gives how long it has to wait before. */
    private long deliver(Segment segment, ByteBuffer data) {
        int size = conditions.isClear() ? data.remaining() : conditions.piece(segment.place(), data.remaining());
        long wait = pace.wait(conditions, size, segment.due());
        if (wait > 0) {
            return wait;
        }
        ByteBuffer piece = data.duplicate().limit(data.position() + size);
        write(piece, segment.isChanged() ? -1 : segment.place());
        int written = size - piece.remaining();
        pace.passed(conditions, written, segment.due());
        waiting -= written;
        segment.advance(data, written);
        if (!data.hasRemaining()) {
            queue.poll();
        }
        if (written > 0) {
            to.delivered();
        }
        return 0;
    }

    private void deliver(Segment.Kind kind) {
        if (kind == Segment.Kind.RST) {
            done = true;
            dropping = true;
            duplex.resetPassed(this);
        } else if (!done) {
            done = true;
            to.shutdownOutput();
            duplex.finishIfDone();
        }
    }

    /** Writes and records; a failure ends the connection as the peer has ended it. */
    private void write(ByteBuffer data, long offset) {
        int start = data.position();
        try {
            synchronized (log) { // whoever looks once the receiver has it finds it recorded
                to.write(data, offset);
                passed += data.position() - start;
            }
            blocked = data.hasRemaining();
        } catch (IOException e) {
            duplex.writeFailed(this, e);
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
        engine.schedule(next, nanos);
    }

    private final class Alarm extends Timer {

        private final long at;

        Alarm(long at) {
            this.at = at;
        }

        @Override
        protected void fire() {
            alarm = null;
            shaper.flushIfDue();
            pump();
            duplex.updateInterest();
        }
    }
}
