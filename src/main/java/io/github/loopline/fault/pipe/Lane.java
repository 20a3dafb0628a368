package io.github.loopline.fault.pipe;

import io.github.loopline.fault.Direction;
import io.github.loopline.internal.engine.EventLoop;
import io.github.loopline.internal.engine.Timer;
import io.github.loopline.trace.Track;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a flow of datagrams: what comes meets the faults one after the other, and is dropped, held back, or delivered, in
 * the order and at the time that they leave. On the loop of its owner.
 */
public final class Lane {

    private final Outlet outlet;
    private final LaneEffects effects;
    private final ArrayDeque<Passage> held = new ArrayDeque<>(0);
    private final List<Passage> reordered = new ArrayList<>(0);
    private byte @Nullable [] latest;
    private long arrived;
    private long lost;
    private long delivered;

    /** Where a lane leads. */
    public interface Outlet {

        /** Hands a datagram on, as it is now. */
        void deliver(Passage passage);

        /** Tells whether nobody wants to have it any more. */
        boolean isClosed();

        /** Gives the loop that the lane lives on. */
        EventLoop loop();

        /** Tells in words which way the lane leads. */
        String way();

        /** Tells whether what comes is in the log before it meets the faults. */
        boolean isRecorded();

        /** Gives what came last the other way, or null. */
        byte @Nullable [] question();
    }

    /** Creates a lane that no datagram has come to. */
    public Lane(int flow, Direction direction, Track from, Outlet outlet, List<AppliedDatagramFault> faults) {
        this.outlet = outlet;
        this.effects = new LaneEffects(flow, direction, from, outlet);
        refresh(faults);
    }

    /** Gives the datagram that came last, as it came, or null. */
    public byte @Nullable [] latest() {
        return latest;
    }

    /** Counts the datagrams that came. */
    public long arrived() {
        return arrived;
    }

    /** Counts those that faults dropped, and those that were given up. */
    public long lost() {
        return lost;
    }

    /** Counts those that are held back or delayed. */
    public long underWay() {
        return arrived - lost - delivered;
    }

    /** Gives up those that are held back or delayed, since they cannot be delivered any more; gives how many. */
    public long discard() {
        long rest = underWay();
        lost += rest;
        held.clear();
        reordered.clear();
        return rest;
    }

    /** Looks anew which faults there are, and lets go what none of them holds any more. */
    public void refresh(List<AppliedDatagramFault> faults) {
        effects.refresh(faults, arrived);
        if (!held.isEmpty() && !outlet.isClosed()) {
            List<Passage> all = List.copyOf(held);
            held.clear();
            for (Passage passage : all) {
                if (passage.isHeld()) {
                    held.add(passage);
                } else {
                    meet(passage, faults);
                }
            }
        }
    }

    /** Takes a datagram. */
    public void arrive(byte[] data, List<AppliedDatagramFault> faults) {
        latest = data.clone();
        meet(new Passage(arrived++, data), faults);
    }

    /** Lets it meet the faults that it has not met, one after the other; what one has held has met those that were there then. */
    private void meet(Passage passage, List<AppliedDatagramFault> faults) {
        for (AppliedDatagramFault applied : faults) {
            if (!passage.hasMet(applied) && effects.drops(applied, passage)) {
                lost++;
                return;
            }
        }
        if (passage.isHeld()) {
            passage.met(faults);
        }
        if (passage.waitsForOthers()) {
            reordered.add(passage);
            after(passage.longestWait(), () -> overdue(passage));
        } else {
            goOn(passage);
        }
    }

    /** Nothing but a hold keeps it. */
    private void goOn(Passage passage) {
        if (passage.isHeld()) {
            held.add(passage);
        } else {
            send(passage);
        }
    }

    /** Delivers now or after its delay. */
    private void send(Passage passage) {
        if (passage.delay() > 0) {
            after(passage.delay(), () -> deliver(passage));
        } else {
            deliver(passage);
        }
    }

    private void after(long nanos, Runnable work) {
        Timer timer = new Timer() {
            @Override
            protected void fire() {
                work.run();
            }

            @Override
            protected boolean isVain() {
                return outlet.isClosed(); // or the engine would set a timer for each sleep until it is due
            }
        };
        outlet.loop().schedule(timer, nanos);
    }

    private void overdue(Passage passage) {
        if (reordered.remove(passage)) {
            passage.endWait();
            goOn(passage);
        }
    }

    private void deliver(Passage passage) {
        delivered++;
        for (int i = 0; i < passage.copies(); i++) {
            outlet.deliver(passage);
        }
        List<Passage> free = new ArrayList<>(0);
        for (Passage waiting : reordered) {
            if (waiting.ordinal() < passage.ordinal() && waiting.overtaken()) {
                free.add(waiting);
            }
        }
        reordered.removeAll(free);
        free.forEach(this::goOn);
    }
}
