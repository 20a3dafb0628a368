package io.github.loopline.fault.pipe;

import io.github.loopline.internal.Draws;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Changes, gathers and delays what comes into a pipe, as the conditions say. On the engine's thread. */
final class Shaper {

    /** Bytes of a stream that are delayed by one draw, wherever reads cut it. */
    private static final int SEGMENT = 64;

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

    /** Sends them on in as few pieces as there are times at which they may arrive. */
    private void forward(ByteBuffer bytes, long offset, boolean isChanged, boolean stays) {
        ByteBuffer kept = Outlet.kept(bytes, stays);
        long now = System.nanoTime();
        long end = offset + kept.remaining();
        long start = offset;
        long due = due(now, offset);
        if (pipe.conditions().hasJitter()) {
            for (long next = (offset / SEGMENT + 1) * SEGMENT; next < end; next += SEGMENT) {
                long later = due(now, next);
                if (later != due) {
                    outlet.enqueue(part(kept, start - offset, next - offset), start, isChanged, due);
                    start = next;
                    due = later;
                }
            }
        }
        outlet.enqueue(part(kept, start - offset, end - offset), start, isChanged, due);
    }

    private static ByteBuffer part(ByteBuffer bytes, long from, long to) {
        return bytes.slice(bytes.position() + (int) from, (int) (to - from));
    }

    /** Puts bytes that nobody has sent behind what has come. */
    void insert(ByteBuffer bytes, long offset) {
        flush();
        outlet.enqueue(bytes, offset, true, due(System.nanoTime(), offset));
    }

    /** Tells when the end may arrive. */
    long dueEnd(Segment.Kind kind, long offset) {
        long earliest = System.nanoTime();
        if (kind == Segment.Kind.FIN) {
            for (AppliedStreamFault slow : pipe.conditions().slowCloses()) {
                earliest += slow.effect().delay().nanos(slow.draws(), 0);
                pipe.tell(slow);
            }
        }
        return due(earliest, offset);
    }

    private long due(long earliest, long offset) {
        long due = earliest;
        for (AppliedStreamFault latency : pipe.conditions().latencies()) {
            Draws draws = latency.draws(pipe.duplex().index(), pipe.direction());
            due += latency.effect().delay().nanos(draws, offset / SEGMENT);
            pipe.tell(latency);
        }
        lastDue = due - lastDue > 0 ? due : lastDue;
        return lastDue;
    }
}
