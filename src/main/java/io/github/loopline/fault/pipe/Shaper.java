package io.github.loopline.fault.pipe;

import io.github.loopline.internal.Draws;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Changes, gathers and delays what comes into a pipe, as the conditions say. On the engine's thread. */
final class Shaper {

    private final Pipe pipe;
    private final Outlet outlet;
    private final ByteArrayOutputStream gathered = new ByteArrayOutputStream(0);
    private boolean changed; // something that is gathered
    private long place; // of the first that is gathered
    private long holdUntil; // if something is gathered
    private long lastDue = System.nanoTime(); // nothing overtakes

    Shaper(Pipe pipe, Outlet outlet) {
        this.pipe = pipe;
        this.outlet = outlet;
    }

    /** Tells whether it holds nothing back. */
    boolean isEmpty() {
        return gathered.size() == 0;
    }

    /** Takes bytes that came; those that do not stay where they are, are copied. */
    void take(ByteBuffer data, long offset, boolean stays) {
        Conditions conditions = pipe.conditions();
        AppliedStreamFault blackhole = conditions.blackhole();
        if (blackhole != null) {
            pipe.swallow(blackhole, data.remaining());
            return;
        }
        ByteBuffer bytes = data;
        for (AppliedStreamFault corruption : conditions.corruptions()) {
            bytes = corrupt(corruption, bytes, offset);
        }
        boolean isChanged = bytes != data;
        tellIfThere(conditions.bandwidth());
        tellIfThere(conditions.slice());
        AppliedStreamFault coalesce = conditions.coalesce();
        if (coalesce == null) {
            forward(bytes, offset, isChanged, stays || isChanged);
        } else {
            gather(coalesce, bytes, offset, isChanged);
        }
    }

    private void tellIfThere(@Nullable AppliedStreamFault applied) {
        if (applied != null) {
            pipe.tell(applied);
        }
    }

    /** Gives the same bytes, or a copy if one of them is hit. */
    private ByteBuffer corrupt(AppliedStreamFault corruption, ByteBuffer data, long offset) {
        Draws draws = corruption.draws(pipe.duplex().index(), pipe.direction());
        long only = corruption.effect().amount();
        double probability = corruption.effect().probability();
        ByteBuffer result = data;
        for (int i = 0; i < data.remaining(); i++) {
            long at = offset + i;
            if (only >= 0 ? at == only : draws.happens(probability, at) && corruption.allows(draws, at)) {
                if (result == data) {
                    result = ByteBuffer.allocate(data.remaining())
                            .put(data.duplicate())
                            .flip();
                }
                int mask = only >= 0 ? 0xff : 1 << (int) (draws.at(1).unit(at) * 8);
                int before = result.get(i) & 0xff;
                result.put(i, (byte) (before ^ mask));
                pipe.tellCorrupted(corruption, at, before, before ^ mask);
            }
        }
        return result;
    }

    private void gather(AppliedStreamFault coalesce, ByteBuffer bytes, long offset, boolean isChanged) {
        if (isEmpty()) {
            place = offset;
            changed = false;
            long quiet = coalesce.effect().delay().nanos(coalesce.draws(), 0);
            holdUntil = System.nanoTime() + quiet;
            outlet.wake(quiet);
            pipe.tell(coalesce);
        }
        byte[] copy = new byte[bytes.remaining()];
        bytes.duplicate().get(copy);
        gathered.writeBytes(copy);
        changed |= isChanged;
        if (gathered.size() >= coalesce.effect().amount()) {
            flush();
        }
    }

    /** Lets go what is gathered. */
    void flush() {
        if (!isEmpty()) {
            byte[] all = gathered.toByteArray();
            gathered.reset();
            forward(ByteBuffer.wrap(all), place, changed, true);
        }
    }

    /** Lets go what has been held long enough. */
    void flushIfDue() {
        if (!isEmpty()) {
            long left = holdUntil - System.nanoTime();
            if (left <= 0) {
                flush();
            } else {
                outlet.wake(left);
            }
        }
    }

    void conditionsChanged() {
        if (pipe.conditions().coalesce() == null) {
            flush();
        }
    }

    /** Drops what is gathered, and counts it. */
    int clear() {
        int size = gathered.size();
        gathered.reset();
        return size;
    }

    private void forward(ByteBuffer bytes, long offset, boolean isChanged, boolean stays) {
        outlet.enqueue(Outlet.kept(bytes, stays), offset, isChanged, due(0, offset));
    }

    /** Puts bytes that nobody has sent behind what has come. */
    void insert(ByteBuffer bytes, long offset) {
        flush();
        forward(bytes, offset, true, true);
    }

    /** Tells when the end may arrive. */
    long dueEnd(Segment.Kind kind, long offset) {
        long extra = 0;
        if (kind == Segment.Kind.FIN) {
            for (AppliedStreamFault slow : pipe.conditions().slowCloses()) {
                extra += slow.effect().delay().nanos(slow.draws(), 0);
                pipe.tell(slow);
            }
        }
        return due(extra, offset);
    }

    private long due(long extra, long offset) {
        long due = System.nanoTime() + extra;
        for (AppliedStreamFault latency : pipe.conditions().latencies()) {
            Draws draws = latency.draws(pipe.duplex().index(), pipe.direction());
            due += latency.effect().delay().nanos(draws, offset);
            pipe.tell(latency);
        }
        lastDue = due - lastDue > 0 ? due : lastDue;
        return lastDue;
    }
}
