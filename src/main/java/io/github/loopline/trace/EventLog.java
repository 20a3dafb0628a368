package io.github.loopline.trace;

import io.github.loopline.internal.Deadline;
import io.github.loopline.internal.Signal;
import io.github.loopline.internal.TestCode;
import io.github.loopline.internal.engine.EventLoop;
import io.github.loopline.net.FixtureException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Everything that happened on the sockets of one owner, in one order. Assertions, waits and transcripts read it and nothing
 * else. Its own monitor guards it and everything that hangs on it; {@link #signal()} fires after each event.
 *
 * <p>The log keeps {@link #MOST_DATA_EVENTS} events of bytes sent and received and of steps; later ones are counted, and the transcript
 * says so. Events of every other kind are always kept.
 */
public final class EventLog {

    /** Events of bytes that are kept, about 50 bytes each. */
    public static final int MOST_DATA_EVENTS = 1 << 20;

    private final List<Event> events = new ArrayList<>(); // all fields are guarded by this
    private final List<Track> tracks = new ArrayList<>();
    private final Map<Thread, Long> waiting = new HashMap<>(); // with the version that each has acted on
    private final Map<Thread, String> expectations = new HashMap<>();
    private final Waits waits = new Waits(this);
    private final Signal signal = new Signal();
    private final long start = System.nanoTime();
    private final int most;
    private int dataEvents;
    private long unkept;

    /** Create an empty log. Its clock starts now. */
    public EventLog() {
        this(MOST_DATA_EVENTS);
    }

    /** Creates a log that keeps another number of events of bytes. */
    EventLog(int most) {
        this.most = most;
    }

    /**
     * Add a lane.
     *
     * @param parent the lane of the owner, or null for a fixture
     * @param index the ordinal at the owner, -1 for a fixture
     * @param label a name, or null to be named after the parent
     * @param limit how many bytes a direction keeps, zero or more
     * @return the lane, never null
     */
    public synchronized Track track(@Nullable Track parent, int index, @Nullable String label, long limit) {
        Track track = new Track(this, parent, index, label, limit);
        tracks.add(track);
        return track;
    }

    /**
     * Add two lanes, the sides of a connection through a link: what one side sends is, as long as nothing changes it, recorded as
     * what the other received. They count what they do not keep, and do not hash it.
     *
     * @param parent the lane of the link
     * @param index the ordinal of the connection
     * @param label of the first side, or null to be named after the parent
     * @param otherLabel of the second
     * @param limit how many bytes a direction keeps, zero or more
     * @return both lanes, in this order
     */
    public synchronized Track[] tracks(Track parent, int index, @Nullable String label, String otherLabel, long limit) {
        Track one = new Track(this, parent, index, label, limit, false);
        Track other = new Track(this, parent, index, otherLabel, limit, false);
        one.sent().mirror(other.received());
        other.sent().mirror(one.received());
        tracks.add(one);
        tracks.add(other);
        return new Track[] {one, other};
    }

    /**
     * Add an event without bytes.
     *
     * @param track whose
     * @param kind what
     * @param detail an address, an exception or words, or null
     */
    public synchronized void add(Track track, EventKind kind, @Nullable Object detail) {
        keep(new Event(System.nanoTime(), track, kind, 0, 0, detail), kind == EventKind.STEP);
    }

    /**
     * Add bytes that were read into what {@link Recording#target} gave.
     *
     * @param track whose
     * @param target where they were put
     * @param from its position before
     */
    public synchronized void addReceived(Track track, ByteBuffer target, int from) {
        long offset = track.received().size();
        track.received().commit(target, from);
        addData(track, EventKind.RECEIVED, offset, (int) (track.received().size() - offset), null);
    }

    /**
     * Add a copy of bytes that were received or sent.
     *
     * @param track whose
     * @param kind {@link EventKind#RECEIVED} or {@link EventKind#SENT}
     * @param bytes from its position to its limit; left as it was
     * @param detail the other end's address for a datagram, or null
     * @return the event, kept or not; never null
     */
    public synchronized Event addBytes(Track track, EventKind kind, ByteBuffer bytes, @Nullable Object detail) {
        Recording recording = kind == EventKind.SENT ? track.sent() : track.received();
        long offset = recording.size();
        recording.append(bytes);
        return addData(track, kind, offset, bytes.remaining(), detail);
    }

    /**
     * Add bytes that a link passed on.
     *
     * @param track the side that sent them
     * @param bytes from its position to its limit; left as it was
     * @param other the side that received them
     * @param from their offset in what it received, or -1 if they were changed
     */
    public synchronized void addPassed(Track track, ByteBuffer bytes, Track other, long from) {
        long offset = track.sent().size();
        track.sent().repeat(bytes, other.received(), from);
        addData(track, EventKind.SENT, offset, bytes.remaining(), null);
    }

    private Event addData(Track track, EventKind kind, long offset, int length, @Nullable Object detail) {
        return keep(new Event(System.nanoTime(), track, kind, offset, length, detail), true);
    }

    /** Keeps an event; of those that there may be no end of, only so many. */
    private Event keep(Event event, boolean counted) {
        boolean kept = !counted || dataEvents < most;
        if (kept) {
            events.add(event);
            dataEvents += counted ? 1 : 0;
        } else {
            unkept++;
        }
        event.track().accept(event, kept);
        signal.fire();
        return event;
    }

    /**
     * Give the signal that fires after each event.
     *
     * @return the signal, never null
     */
    public Signal signal() {
        return signal;
    }

    /**
     * Wait until a condition holds. It is looked at once at least, and again after each event, under the lock of the log. When the
     * time is over, what the kernel has by then counts, though the engine was too busy to fetch it; a deadline that is over at
     * once is a look at what the log has.
     *
     * @param deadline when to give up, never null
     * @param condition quick, without side effects that may not be repeated
     * @return whether it came true
     * @throws FixtureException if the thread is interrupted; its flag is set again
     */
    public boolean await(Deadline deadline, BooleanSupplier condition) {
        return await(deadline, condition, true);
    }

    /**
     * Watch for a time that a condition does not hold, as {@link #await} does; here it is no wait in vain that nothing came.
     *
     * @param deadline when it has been long enough, never null
     * @param broken quick, without side effects that may not be repeated
     * @return whether it came true
     * @throws FixtureException if the thread is interrupted; its flag is set again
     */
    public boolean watch(Deadline deadline, BooleanSupplier broken) {
        return await(deadline, broken, false);
    }

    private boolean await(Deadline deadline, BooleanSupplier condition, boolean needed) {
        boolean listed = false;
        boolean inVain = false;
        long start = 0;
        try {
            while (true) {
                boolean over = deadline.isOver();
                if (over && listed) {
                    fetch();
                }
                long seen = signal.version();
                synchronized (this) {
                    if (condition.getAsBoolean()) {
                        break;
                    }
                    if (over) {
                        inVain = needed;
                        return false;
                    }
                    start = listed ? start : System.nanoTime();
                    listed = true;
                    waiting.put(Thread.currentThread(), seen);
                    notifyAll(); // whoever looks for idle threads
                }
                signal.awaitChange(seen, deadline);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FixtureException("Interrupted while waiting for the network.", e);
        } finally {
            if (listed) { // else what is awaited was there, and the lock is taken once
                synchronized (this) {
                    waiting.remove(Thread.currentThread());
                }
                waits.end(start, inVain);
            }
        }
    }

    /** Let the engine act on all that the kernel has now. A wait whose time is over tells of the network, not of a busy machine. */
    public static void fetch() {
        try {
            EventLoop.drainAll();
        } catch (IOException e) {
            // then there is nothing more to see
        }
    }

    /**
     * Sleep until something has happened, or the deadline is over. The thread counts as idle meanwhile.
     *
     * @param seen the version of the signal that the caller has already acted on
     * @param deadline when to give up, never null
     * @throws InterruptedException if the thread is interrupted
     */
    public void awaitChange(long seen, Deadline deadline) throws InterruptedException {
        synchronized (this) {
            waiting.put(Thread.currentThread(), seen);
            notifyAll(); // whoever looks for idle threads
        }
        try {
            signal.awaitChange(seen, deadline);
        } finally {
            synchronized (this) {
                waiting.remove(Thread.currentThread());
            }
        }
    }

    /**
     * Tell whether a thread waits for something that all events so far have not brought.
     *
     * @param thread any thread
     * @return true while only a further event can move it on
     */
    public synchronized boolean isIdle(Thread thread) {
        Long seen = waiting.get(thread);
        return seen != null && seen == signal.version();
    }

    /**
     * Say what the current thread expects, so that a test that ends meanwhile fails with it.
     *
     * @param expected the beginning of the message, or null once it has come
     */
    public synchronized void expecting(@Nullable String expected) {
        if (expected == null) {
            expectations.remove(Thread.currentThread());
        } else {
            expectations.put(Thread.currentThread(), expected);
        }
    }

    /**
     * Give what a thread expects.
     *
     * @param thread any thread
     * @return the beginning of a message, or null
     */
    public synchronized @Nullable String expectation(Thread thread) {
        return expectations.get(thread);
    }

    /**
     * Tell when something happened.
     *
     * @param nanos a time of {@link System#nanoTime()}
     * @return the time since the log began
     */
    public Duration age(long nanos) {
        return Duration.ofNanos(nanos - start);
    }

    /**
     * Count the events that are kept: a mark for {@link #transcript}.
     *
     * @return the count
     */
    public synchronized int mark() {
        return events.size();
    }

    /**
     * Show what has happened since a mark, and before it the opening of each socket that was still open then.
     *
     * @param mark the first event to show, 0 for all
     * @return a snapshot, never null
     */
    public synchronized Transcript transcript(int mark) {
        Map<Track, Event> open = new LinkedHashMap<>();
        for (Event event : events.subList(0, mark)) {
            if (event.kind() == EventKind.OPENED) {
                open.put(event.track(), event);
            } else if (event.kind() == EventKind.STOPPED || event.kind() == EventKind.CLOSED) {
                open.remove(event.track());
            }
        }
        List<Event> shown = new ArrayList<>(open.values());
        shown.addAll(events.subList(mark, events.size()));
        return new Transcript(shown, unkept);
    }

    /**
     * Remember, for the report of a failure, that the current thread has waited for the network by {@link #awaitChange}.
     *
     * @param since when it began, a time of {@link System#nanoTime()}
     * @param inVain whether what it waited for did not come
     */
    public void waited(long since, boolean inVain) {
        waits.end(since, inVain);
    }

    /**
     * Show what has happened since a mark, as {@link #transcript} does, and how long the test waited for it.
     *
     * @param mark the first event to show, 0 for all
     * @return a snapshot, never null
     */
    public synchronized Transcript story(int mark) {
        return Transcript.merge(List.of(transcript(mark), new Transcript(waits.since(mark), waits.unkept())));
    }

    /**
     * Say what threads wait for, but the one that asks: those of fixtures, and of the test.
     *
     * @return a text for each, such as {@code connection #0 of tcp-server:40123: Expecting ...}; potentially empty
     */
    public synchronized List<String> awaited() {
        List<String> awaited = new ArrayList<>();
        for (Thread thread : waiting.keySet()) {
            if (thread != Thread.currentThread()) {
                String expected = expectations.get(thread);
                awaited.add(thread.getName() + " waits "
                        + TestCode.call(thread.getStackTrace())
                        + (expected == null ? "" : expected));
            }
        }
        Collections.sort(awaited);
        return awaited;
    }

    /**
     * List the exceptions of fixture threads.
     *
     * @param mark the first event to look at
     * @return the events of kind {@link EventKind#ERROR}, potentially empty
     */
    public synchronized List<Event> errors(int mark) {
        List<Event> errors = new ArrayList<>();
        for (Event event : events.subList(mark, events.size())) {
            if (event.kind() == EventKind.ERROR) {
                errors.add(event);
            }
        }
        return errors;
    }

    /**
     * List lanes in the order in which they began.
     *
     * @param which those to list
     * @return a snapshot, potentially empty
     */
    public synchronized List<Track> tracks(Predicate<Track> which) {
        return tracks.stream().filter(which).toList();
    }

    /**
     * Count what has happened.
     *
     * @return the sum over all fixtures
     */
    public synchronized Meters meters() {
        Meters sum = Meters.NONE;
        for (Track track : tracks) {
            sum = sum.plus(track.meters());
        }
        return sum;
    }

    /**
     * Count what has happened on a fixture and its connections, or on one connection.
     *
     * @param name of the fixture or connection, as messages write it
     * @return the sum
     * @throws IllegalArgumentException if nothing bears the name
     */
    public synchronized Meters meters(String name) {
        Meters sum = Meters.NONE;
        boolean found = false;
        for (Track track : tracks) {
            if (track.isOf(name)) {
                found = true;
                sum = sum.plus(track.meters());
            }
        }
        if (!found) {
            throw new IllegalArgumentException(
                    "meters must be given a fixture or connection of this Loopback but was given <" + name + ">.");
        }
        return sum;
    }

    /** Give the memory of all recordings back. Events stay; bytes do not. */
    public synchronized void release() {
        for (Track track : tracks) {
            track.received().release();
            track.sent().release();
        }
    }
}
