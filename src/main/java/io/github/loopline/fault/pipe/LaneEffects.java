package io.github.loopline.fault.pipe;

import io.github.loopline.fault.DatagramEffect;
import io.github.loopline.fault.DatagramEffect.Kind;
import io.github.loopline.fault.DatagramFault;
import io.github.loopline.fault.Direction;
import io.github.loopline.internal.Draws;
import io.github.loopline.trace.Bytes;
import io.github.loopline.trace.Track;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the faults do to each datagram of one lane, drop it or change it, and what they remember of those before it. On the loop of
 * the lane's owner.
 */
final class LaneEffects {

    /** What may wait for a line that is too slow. */
    private static final double MOST_QUEUED = 256 * 1024;

    /** Bytes of a dropped datagram that are told. */
    private static final int MOST_QUOTED = 64;

    private static final double SECOND = TimeUnit.SECONDS.toNanos(1);

    private final int flow;
    private final Direction direction;
    private final Track from;
    private final Lane.Outlet outlet;
    private final Map<AppliedDatagramFault, Long> since = new HashMap<>(0); // the next ordinal when each was applied
    private final Map<AppliedDatagramFault, Boolean> bad = new HashMap<>(0); // whether the line is, for burst loss
    private final Map<AppliedDatagramFault, Long> busy = new HashMap<>(0); // until when the line is, for bandwidth
    private final Map<AppliedDatagramFault, Map<ByteBuffer, Integer>> came = new HashMap<>(0); // how often, for surplus
    private final Map<AppliedDatagramFault, Earlier> earlier = new HashMap<>(0); // what was answered, for stale

    LaneEffects(int flow, Direction direction, Track from, Lane.Outlet outlet) {
        this.flow = flow;
        this.direction = direction;
        this.from = from;
        this.outlet = outlet;
    }

    /** Forgets faults that are gone; new ones count from the next datagram on. */
    void refresh(List<AppliedDatagramFault> faults, long next) {
        for (Map<AppliedDatagramFault, ?> state : List.of(since, bad, busy, came, earlier)) {
            state.keySet().retainAll(faults);
        }
        faults.forEach(each -> since.putIfAbsent(each, next));
    }

    /** Lets a fault act on a datagram, if it selects it; tells whether it drops it. */
    boolean drops(AppliedDatagramFault applied, Passage passage) {
        if (!selects(applied, passage.ordinal())) {
            return false;
        }
        boolean drops = isToDrop(applied, passage); // the state of a line moves on even if nothing may strike
        if (!applied.allows(draws(applied), passage.ordinal())) {
            return false;
        }
        if (drops) {
            String content = outlet.isRecorded() ? "" : ": " + quoted(passage.data());
            strike(applied, passage, applied.effect().kind().toString(), content);
        } else {
            change(applied, passage);
        }
        return drops;
    }

    private boolean selects(AppliedDatagramFault applied, long ordinal) {
        DatagramFault fault = applied.fault();
        return fault.selectsFlow(flow)
                && fault.selection().selects(direction)
                && fault.selection().selects(ordinal, since.getOrDefault(applied, 0L), draws(applied));
    }

    private Draws draws(AppliedDatagramFault applied) {
        return applied.draws().at(flow).of(direction);
    }

    private boolean isToDrop(AppliedDatagramFault applied, Passage passage) {
        return switch (applied.effect().kind()) {
            case LOSS, PARTITION -> true;
            case MTU -> passage.data().length > applied.effect().amount();
            case SURPLUS -> isSurplus(applied, passage.data());
            case BURST_LOSS -> loses(applied, passage.ordinal());
            case BANDWIDTH -> wait(applied) * applied.effect().amount() / SECOND > MOST_QUEUED;
            default -> false;
        };
    }

    /** Counts what is known, and nothing else, which may be without end. */
    private boolean isSurplus(AppliedDatagramFault applied, byte[] data) {
        int known = applied.effect().known(data);
        return known > 0
                && came.computeIfAbsent(applied, each -> new HashMap<>()).merge(ByteBuffer.wrap(data), 1, Integer::sum)
                        > known;
    }

    private boolean loses(AppliedDatagramFault applied, long ordinal) {
        boolean was = bad.getOrDefault(applied, false);
        double probability = was ? applied.effect().leave() : applied.effect().enter();
        boolean is = was != draws(applied).at(1).happens(probability, ordinal);
        bad.put(applied, is);
        double loses = is ? applied.effect().inside() : applied.effect().outside();
        return draws(applied).at(4).happens(loses, ordinal);
    }

    private void change(AppliedDatagramFault applied, Passage passage) {
        byte[] data = passage.data();
        DatagramEffect effect = applied.effect();
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
            case FORGE -> {
                byte[] forgery = forgery(effect, data);
                if (forgery != null) {
                    passage.forge(forgery);
                }
                strike(applied, passage, "forge");
            }
            case DELAY -> {
                passage.delay(effect.delay().nanos(draws(applied).at(3), passage.ordinal()));
                strike(applied, passage, "delay");
            }
            case PRECEDE -> precede(applied, passage, effect.given().get(0));
            case STALE, WRONG_ID -> answer(applied, passage);
            case BANDWIDTH -> queue(applied, passage);
            case REORDER -> {
                if (passage.waitFor((int) effect.amount(), effect.delay().nanos(applied.draws(), 0))) {
                    strike(applied, passage, "reorder");
                }
            }
            case HOLD -> {
                passage.hold(applied);
                strike(applied, passage, "hold");
            }
            default -> {}
        }
    }

    private static byte @Nullable [] forgery(DatagramEffect effect, byte[] data) {
        if (!effect.given().isEmpty()) {
            return effect.given().get(0);
        }
        byte[] other = data.clone();
        if (other.length > 0) {
            other[other.length - 1] ^= 1;
        }
        return other.length > 0 ? other : null;
    }

    /** Lets an answer to another question come first. */
    private void answer(AppliedDatagramFault applied, Passage passage) {
        byte[] question = outlet.question();
        if (question != null) {
            byte[] first = applied.effect().kind() == Kind.WRONG_ID
                    ? Ids.withOther(question, passage.data())
                    : earlier.computeIfAbsent(applied, each -> new Earlier(each.effect()))
                            .before(question, passage.data());
            if (first != null) {
                precede(applied, passage, first);
            }
        }
    }

    private void precede(AppliedDatagramFault applied, Passage passage, byte[] first) {
        passage.follow(first);
        strike(applied, passage, applied.effect().kind() + " " + quoted(first));
    }

    /** Tells how long the line is still busy with what came before. */
    private long wait(AppliedDatagramFault applied) {
        long now = System.nanoTime();
        return Math.max(0, busy.getOrDefault(applied, now) - now);
    }

    private void queue(AppliedDatagramFault applied, Passage passage) {
        long wait = wait(applied)
                + (long) (passage.data().length * SECOND / applied.effect().amount());
        busy.put(applied, System.nanoTime() + wait);
        passage.delay(wait);
        strike(applied, passage, "bandwidth");
    }

    private void corrupt(AppliedDatagramFault applied, Passage passage) {
        byte[] data = passage.data();
        if (data.length > 0) {
            int bit = (int) (draws(applied).at(2).unit(passage.ordinal()) * data.length * 8);
            data[bit / 8] ^= (byte) (1 << bit % 8);
            strike(applied, passage, "corrupt bit " + bit);
        }
    }

    private static String quoted(byte[] data) {
        return data.length <= MOST_QUOTED ? Bytes.quote(data) : Bytes.quote(Arrays.copyOf(data, MOST_QUOTED)) + "...";
    }

    private void strike(AppliedDatagramFault applied, Passage passage, String what) {
        strike(applied, passage, what, "");
    }

    private void strike(AppliedDatagramFault applied, Passage passage, String what, String content) {
        applied.strike(
                from,
                what + ", datagram #" + passage.ordinal() + " " + outlet.way() + " ("
                        + Bytes.count(passage.data().length) + ")" + content,
                draws(applied),
                passage.ordinal());
    }
}
