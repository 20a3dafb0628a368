package io.github.loopline.fault.pipe;

import io.github.loopline.fault.Direction;
import io.github.loopline.internal.Draws;
import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.EventLog;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One direction of a connection that faults act on: takes what comes, applies the conditions, and delivers. Without conditions bytes
 * are delivered from where they were read to. Everything runs on the engine's thread, but for the counts.
 */
public final class Pipe {

    /** Bytes under way at which reading stops until some are delivered. */
    private static final int MOST_WAITING = 256 * 1024;

    /** Bytes that may come at once while some are under way. */
    private static final int MOST_MORE = 64 * 1024;

    /** Bytes under way at which reading stops with latency, which holds more back: a long line has room for more. */
    private static final int MOST_DELAYED = 4 << 20;

    private final Duplex duplex;
    private final Direction direction;
    private final PipeEnd from;
    private final PipeEnd to;
    private final EventLog log;
    private final Outlet outlet;
    private final Shaper shaper;
    private final Set<AppliedStreamFault> told = new HashSet<>(0); // whose strike here was told
    private final Triggers triggers = new Triggers(this);
    private Conditions conditions = Conditions.NONE;
    private long arrived; // guarded by log when written, as the next
    private long lost;
    private boolean inputOver; // the sender has ended
    private boolean dropping; // what comes is not delivered
    private boolean holed; // a blackhole took something

    Pipe(Duplex duplex, Direction direction, PipeEnd from, PipeEnd to) {
        this.duplex = duplex;
        this.direction = direction;
        this.from = from;
        this.to = to;
        this.log = to.track().log();
        this.outlet = new Outlet(this, to);
        this.shaper = new Shaper(this, outlet);
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
        return outlet.isEnded() && (inputOver || from.isClosed());
    }

    /** Tells whether the end was delivered. */
    public boolean isEnded() {
        return outlet.isEnded();
    }

    /** Tells whether the sender has ended. */
    public boolean isInputOver() {
        return inputOver;
    }

    /** Tells whether nothing is under way. */
    public boolean isEmpty() {
        return outlet.isEmpty() && shaper.isEmpty();
    }

    /** Tells whether no bytes are under way, though the next may be held back. */
    public boolean isDrained() {
        return outlet.waiting() == 0 && shaper.isEmpty();
    }

    /** Tells whether it does nothing but pass on what comes. */
    boolean isIdle() {
        return conditions.isClear() && isEmpty() && triggers.isEmpty() && !(holed || dropping || inputOver);
    }

    /** Tells whether the receiver has no room. */
    public boolean isBlocked() {
        return outlet.isBlocked() && !to.isClosed();
    }

    /** Tells whether what comes is frozen or gathered. */
    public boolean holdsBack() {
        return conditions.freeze() != null || conditions.coalesce() != null;
    }

    /** Gives how many bytes may come at once, if any: fewer while some are under way. */
    public int most() {
        return isEmpty() ? MOST_WAITING : MOST_MORE;
    }

    /** Tells whether more may come. */
    public boolean wantsInput() {
        boolean ready =
                dropping || to.isConnected() && outlet.waiting() < (conditions.delays() ? MOST_DELAYED : MOST_WAITING);
        return ready && !inputOver && from.isConnected() && conditions.freeze() == null;
    }

    /** Counts the bytes that came; the log is locked, as for the next two. */
    public long arrived() {
        return arrived;
    }

    /** Counts those that were delivered. */
    public long passed() {
        return outlet.passed();
    }

    /** Counts those that never are. */
    public long lost() {
        return lost;
    }

    void set(Conditions now) {
        boolean healed = holed && now.blackhole() == null && !to.isClosed();
        conditions = now;
        told.removeIf(applied -> !applied.isActing());
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
            outlet.pump();
        } else {
            duplex.strike(applied, this);
        }
    }

    /** Delivers bytes that nobody has sent. */
    void insert(AppliedStreamFault applied) {
        if (!dropping && outlet.ending() == null) {
            Draws draws = applied.draws(duplex.index(), direction).at(2);
            byte[] bytes = new byte[(int) applied.effect().amount()];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) draws.bits(i);
            }
            shaper.insert(ByteBuffer.wrap(bytes), arrived);
            outlet.pump();
        }
    }

    /** Lets what comes next wait until the peer has read what came before. */
    void cut() {
        if (!dropping && outlet.ending() == null) {
            shaper.flush();
            outlet.cut();
        }
    }

    /** Lets the next bytes come one by one. */
    void drip(long bytes) {
        outlet.drip(bytes);
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
        } else if (conditions.isClear() && outlet.isEmpty() && shaper.isEmpty()) {
            int start = data.position();
            outlet.write(data, offset);
            int written = data.position() - start;
            if (to.isClosed()) {
                lose(data.remaining());
            } else if (data.hasRemaining()) {
                outlet.enqueue(Outlet.kept(data, stays), offset + written, false, System.nanoTime());
            }
            if (written > 0) {
                to.delivered();
            }
        } else {
            shaper.take(data, offset, stays);
            outlet.pump();
        }
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
        if (blackhole != null && !outlet.isEnded()) {
            swallow(blackhole, 0);
        } else if (outlet.ending() == null || kind == Segment.Kind.RST) {
            finishWith(kind);
        }
        duplex.finishIfDone();
    }

    private void finishWith(Segment.Kind kind) {
        shaper.flush();
        outlet.endWith(kind, shaper.dueEnd(kind, arrived));
        outlet.pump();
    }

    /** Ends it behind what is under way; what comes later is dropped. */
    void truncate(Segment.Kind kind) {
        dropping = true;
        Segment.Kind ending = outlet.ending();
        if (ending == null || ending != kind && kind == Segment.Kind.RST) {
            finishWith(kind);
        }
    }

    /** Drops what is under way and what comes later, since nobody is there to get it; gives how much was under way. */
    public long discard() {
        long rest = outlet.clear() + shaper.clear();
        lose(rest);
        dropping = true;
        return rest;
    }

    /** The receiver has room again. */
    public void unblock() {
        outlet.unblock();
        duplex.updateInterest();
    }

    /** Delivers what is due, as far as there is room. */
    void pump() {
        outlet.pump();
    }

    /** The time has come that {@link Outlet#wake} was asked for. */
    void woken() {
        shaper.flushIfDue();
        outlet.pump();
        duplex.updateInterest();
    }

    /** An RST has come to the end. */
    void resetPassed() {
        dropping = true;
        duplex.resetPassed(this);
    }
}
