package io.github.loopline.trace;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Everything that happened on the sockets of one owner, in one order. Assertions, waits and transcripts read it and nothing
 * else. Its own monitor guards it and everything that hangs on it; {@link #signal()} fires after each event.
 *
 * <p>The log keeps {@link #MOST_DATA_EVENTS} events of bytes sent and received and of steps; later ones are counted, and the transcript
 * says so. Events of every other kind are always kept.
 */
public final class EventLog extends Awaiting {

    /** Events of bytes that are kept, about 50 bytes each. */
    public static final int MOST_DATA_EVENTS = 1 << 20;

    private final List<Event> events = new ArrayList<>(); // all fields are guarded by this
    private final List<Track> tracks = new ArrayList<>();
    private final Waits waits = new Waits(this);
    private final long start = System.nanoTime();
    private final int most;
    private int dataEvents;
    private long unkept;
    private @Nullable String test; // that has ended

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
        signal().fire();
        return event;
    }

    /**
     * Remember whose end closes everything.
     *
     * @param ended a test, such as {@code GreeterTest.greets}
     */
    public synchronized void endOf(String ended) {
        test = ended;
    }

    /**
     * Say how a fixture ended.
     *
     * @param word what it is, such as {@code closed}
     * @return such as {@code is closed}; or by the end of which test it was closed; never null
     */
    public synchronized String ended(String word) {
        return test == null ? "is " + word : "was closed at the end of " + test;
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
        return Transcript.since(mark, events, unkept);
    }

    @Override
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
        return Transcript.merge(List.of(
                transcript(mark), new Transcript(remarks(mark), 0), new Transcript(waits.since(mark), waits.unkept())));
    }

    private List<Event> remarks(int mark) {
        List<Event> remarks = new ArrayList<>();
        for (Track track : tracks) {
            Event remark = track.remarked();
            if (remark != null
                    && mark < events.size()
                    && remark.nanos() - events.get(mark).nanos() >= 0) {
                remarks.add(remark);
            }
        }
        return remarks;
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
        return Meters.sum(tracks);
    }

    /**
     * Count what has happened on a fixture and its connections, or on one connection.
     *
     * @param name of the fixture or connection, as messages write it
     * @return the sum
     * @throws IllegalArgumentException if nothing bears the name
     */
    public synchronized Meters meters(String name) {
        List<Track> named = tracks(track -> track.isOf(name));
        if (named.isEmpty()) {
            throw new IllegalArgumentException(
                    "meters must be given a fixture or connection of this Loopback but was given <" + name + ">.");
        }
        return Meters.sum(named);
    }

    /** Give the memory of all recordings back. Events stay; bytes do not. */
    public synchronized void release() {
        for (Track track : tracks) {
            track.received().release();
            track.sent().release();
        }
    }
}
