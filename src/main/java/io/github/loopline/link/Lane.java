package io.github.loopline.link;

import io.github.loopline.fault.DatagramEffect;
import io.github.loopline.fault.DatagramEffect.Kind;
import io.github.loopline.fault.DatagramFault;
import io.github.loopline.fault.Direction;
import io.github.loopline.internal.Draws;
import io.github.loopline.internal.engine.Engine;
import io.github.loopline.internal.engine.Timer;
import io.github.loopline.trace.Bytes;
import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.Track;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One direction of a flow through a datagram link: what comes meets the faults one after the other, and is dropped, held back, or
 * delivered. On the engine's thread.
 */
final class Lane {

    private final Flow flow;
    private final Direction direction;
    private final Track from;
    private final Track to;
    private final Map<AppliedDatagramFault, Long> since = new HashMap<>(0); // the next ordinal when each was applied
    private final Map<AppliedDatagramFault, Boolean> bad = new HashMap<>(0); // whether the line is, for burst loss
    private final ArrayDeque<Passage> held = new ArrayDeque<>(0);
    private final List<Passage> reordered = new ArrayList<>(0);
    private long arrived; // written under the log's lock, as the next two
    private long passed;
    private long lost;

    Lane(Flow flow, Direction direction, Track from, Track to) {
        this.flow = flow;
        this.direction = direction;
        this.from = from;
        this.to = to;
    }

    Traffic traffic() {
        synchronized (to.log()) {
            return new Traffic(arrived, passed, lost);
        }
    }

    Track to() {
        return to;
    }

    /** Remembers which datagrams come after a fault. */
    void applied(AppliedDatagramFault applied) {
        since.put(applied, arrived);
    }

    void lifted(AppliedDatagramFault applied) {
        since.remove(applied);
        bad.remove(applied);
    }

    /** Takes a datagram; whoever looks at counts sees those of all that it brings about, or of none. */
    void arrive(ByteBuffer data, SocketAddress sender, List<AppliedDatagramFault> faults) {
        synchronized (to.log()) {
            Passage passage = new Passage(arrived++, new byte[data.remaining()]);
            to.log().addBytes(from, EventKind.RECEIVED, data, sender);
            data.duplicate().get(passage.data());
            meet(passage, faults);
        }
    }

    private void meet(Passage passage, List<AppliedDatagramFault> faults) {
        boolean waits = false;
        for (AppliedDatagramFault applied : faults) {
            if (selects(applied, passage.ordinal())) {
                Kind kind = applied.fault().effect().kind();
                boolean drops = drops(applied, passage); // the state of a line moves on even if nothing may strike
                if (!applied.allows(draws(applied), passage.ordinal())) {
                    continue;
                }
                if (drops) {
                    strike(applied, passage, kind.toString());
                    lost++;
                    return;
                }
                waits |= kind == Kind.HOLD || kind == Kind.REORDER;
                change(applied, passage);
            }
        }
        if (!waits) {
            send(passage);
        }
    }

    private boolean selects(AppliedDatagramFault applied, long ordinal) {
        DatagramFault fault = applied.fault();
        return fault.selectsFlow(flow.index())
                && fault.selection().selects(direction)
                && fault.selection().selects(ordinal, since.getOrDefault(applied, 0L), draws(applied));
    }

    private Draws draws(AppliedDatagramFault applied) {
        return applied.draws().at(flow.index()).of(direction);
    }

    private boolean drops(AppliedDatagramFault applied, Passage passage) {
        return switch (applied.fault().effect().kind()) {
            case LOSS, PARTITION -> true;
            case MTU -> passage.data().length > applied.fault().effect().amount();
            case BURST_LOSS -> isBad(applied, passage.ordinal());
            default -> false;
        };
    }

    private boolean isBad(AppliedDatagramFault applied, long ordinal) {
        boolean was = bad.getOrDefault(applied, false);
        double probability = was
                ? applied.fault().effect().leave()
                : applied.fault().effect().enter();
        boolean is = was != draws(applied).at(1).happens(probability, ordinal);
        bad.put(applied, is);
        return is;
    }

    private void change(AppliedDatagramFault applied, Passage passage) {
        byte[] data = passage.data();
        DatagramEffect effect = applied.fault().effect();
        switch (effect.kind()) {
            case DUPLICATE -> {
                passage.duplicate();
                strike(applied, passage, "duplicate");
            }
            case CORRUPT -> corrupt(applied, passage);
            case TRUNCATE -> {
                if (data.length > effect.amount()) {
                    passage.replace(Arrays.copyOf(data, (int) effect.amount()));
                    strike(applied, passage, "truncate to " + Bytes.count(effect.amount()));
                }
            }
            case FOREIGN_SENDER -> {
                passage.makeForeign();
                strike(applied, passage, "foreignSender");
            }
            case DELAY -> {
                passage.delay(effect.delay().nanos(draws(applied).at(3), passage.ordinal()));
                strike(applied, passage, "delay");
            }
            case REORDER -> {
                if (passage.hold()) {
                    reordered.add(passage);
                    passage.waitFor((int) effect.amount());
                    after(effect.delay().nanos(applied.draws(), 0), () -> overdue(passage));
                    strike(applied, passage, "reorder");
                }
            }
            case HOLD -> {
                if (passage.hold()) {
                    held.add(passage);
                    strike(applied, passage, "hold");
                }
            }
            default -> {}
        }
    }

    private void corrupt(AppliedDatagramFault applied, Passage passage) {
        byte[] data = passage.data();
        if (data.length > 0) {
            int bit = (int) (draws(applied).at(2).unit(passage.ordinal()) * data.length * 8);
            data[bit / 8] ^= (byte) (1 << bit % 8);
            strike(applied, passage, "corrupt bit " + bit);
        }
    }

    private void strike(AppliedDatagramFault applied, Passage passage, String what) {
        applied.strike(
                from,
                what + ", datagram #" + passage.ordinal() + " " + direction + " (" + Bytes.count(passage.data().length)
                        + ")",
                draws(applied),
                passage.ordinal());
    }

    void lose(int count) {
        synchronized (to.log()) {
            lost += count;
        }
    }

    /** Lets go what no fault holds any more. */
    void release(List<AppliedDatagramFault> faults) {
        while (faults.stream().noneMatch(this::holds) && !held.isEmpty()) {
            send(held.poll());
        }
    }

    private boolean holds(AppliedDatagramFault applied) {
        DatagramFault fault = applied.fault();
        return fault.effect().kind() == Kind.HOLD
                && fault.selectsFlow(flow.index())
                && fault.selection().selects(direction);
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
        Engine.shared()
                .schedule(
                        new Timer() {
                            @Override
                            protected void fire() {
                                if (!flow.isClosed()) {
                                    work.run();
                                }
                            }
                        },
                        nanos);
    }

    private void overdue(Passage passage) {
        if (reordered.remove(passage)) {
            send(passage);
        }
    }

    private void deliver(Passage passage) {
        for (int i = 0; i < passage.copies(); i++) {
            flow.send(this, direction, passage);
        }
        List<Passage> free = new ArrayList<>(0);
        for (Passage waiting : reordered) {
            if (waiting.ordinal() < passage.ordinal() && waiting.overtaken()) {
                free.add(waiting);
            }
        }
        reordered.removeAll(free);
        free.forEach(this::send);
    }

    /** Records what was sent; the log is locked. */
    void sent(ByteBuffer data, SocketAddress receiver) {
        passed++;
        to.log().addBytes(to, EventKind.SENT, data, receiver);
    }
}
