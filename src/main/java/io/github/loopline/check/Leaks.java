package io.github.loopline.check;

import io.github.loopline.internal.Deadline;
import io.github.loopline.trace.Event;
import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.EventLog;
import io.github.loopline.trace.Track;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Looks for connections that the code under test has left open, by what the fixtures' own sides have seen. An end of a connection
 * that is itself a fixture, or a socket that the library handed out, is no code under test. Where the fixture has closed its side
 * or does not read, the kernel is asked: on Linux, for TCP. A peer of datagrams sees no socket, but who has sent it something: of these
 * the kernel is asked, on Linux, for sockets of UDP that are connected to the peer.
 *
 * @since 0.1
 */
public final class Leaks {

    private static final Duration PAUSE =
            Duration.ofMillis(10); // before the kernel is asked again, which nothing signals

    private final EventLog log;
    private final Supplier<? extends Collection<SocketAddress>> handedOut;
    private final List<Leaks> beside = new ArrayList<>();

    private Leaks(EventLog log, Supplier<? extends Collection<SocketAddress>> handedOut) {
        this.log = log;
        this.handedOut = handedOut;
    }

    /**
     * Look at the connections of an owner.
     *
     * @param log its log
     * @param handedOut gives the local addresses of the sockets that it has handed out
     * @return what looks, never null
     */
    public static Leaks of(EventLog log, Supplier<? extends Collection<SocketAddress>> handedOut) {
        return new Leaks(log, handedOut);
    }

    /**
     * Know another owner's fixtures: what they have open to the fixtures of this one is no leak.
     *
     * @param other of fixtures that the test uses as well
     * @return this
     */
    public Leaks beside(Leaks other) {
        beside.add(other);
        return this;
    }

    /**
     * Find what is open now, after the engine has acted on all that the kernel has.
     *
     * @return what the fixtures' sides see, potentially empty
     */
    public List<LeftOpen> now() {
        EventLog.fetch();
        return open(left -> !left.track().isClosed());
    }

    /**
     * Wait until nothing is open that should not be: the code under test may have closed it just now, or do so on another thread.
     *
     * @param time how long
     * @param judged which matter
     * @return what is still open then, and the kernel confirms it; potentially empty
     */
    public List<LeftOpen> after(Duration time, Predicate<LeftOpen> judged) {
        EventLog.fetch();
        Deadline deadline = Deadline.after(time);
        List<LeftOpen> left = confirmed(open(judged));
        while (!left.isEmpty() && !deadline.isOver()) {
            try {
                long seen = log.signal().version();
                log.awaitChange(seen, Deadline.after(PAUSE));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
            left = confirmed(open(judged));
        }
        if (!left.isEmpty()) {
            EventLog.fetch();
            left = confirmed(open(judged));
        }
        return left;
    }

    /** Lists the addresses of this owner's sockets, and of those beside it. */
    Set<SocketAddress> ours() {
        Set<SocketAddress> ours = new HashSet<>();
        collect(ours);
        beside.forEach(other -> other.collect(ours));
        return ours;
    }

    /** Lists the lanes of this owner and of those beside it, and the addresses of sockets that were handed out. */
    void all(Collection<Track> lanes, Collection<SocketAddress> addresses) {
        lanes.addAll(log.tracks(track -> true));
        addresses.addAll(handedOut.get());
        beside.forEach(other -> {
            lanes.addAll(other.log.tracks(track -> true));
            addresses.addAll(other.handedOut.get());
        });
    }

    /** Tells whether a connection has ended by the fixture, and the code under test has not closed it: Linux, for TCP. */
    boolean hasUnheededEnd() {
        return open(left -> true).stream().anyMatch(LeftOpen::isUnheeded);
    }

    /** Tells whether a fixture has connected somewhere, and neither side has ended that. */
    boolean isConnected() {
        return !log.tracks(track -> began(track, EventKind.CONNECTED) && track.peerEnd() == null && !track.isClosed())
                .isEmpty();
    }

    /** Gives a number that changes with whatever happens on the fixtures. */
    long version() {
        return log.signal().version();
    }

    private static List<LeftOpen> confirmed(List<LeftOpen> found) {
        return found.stream().filter(LeftOpen::isConfirmed).toList();
    }

    private List<LeftOpen> open(Predicate<LeftOpen> judged) {
        List<LeftOpen> open = new ArrayList<>();
        for (Track track : log.tracks(track -> began(track, EventKind.ACCEPTED) && track.peerEnd() == null)) {
            open.add(new LeftOpen(track));
        }
        open.addAll(Senders.connectedTo(log));
        if (open.isEmpty()) {
            return open;
        }
        Set<SocketAddress> ours = ours();
        return open.stream()
                .filter(left -> judged.test(left) && !isOurs(left, ours))
                .toList();
    }

    /** A Unix client has no address: whoever has one of its own connected to a server cannot tell whose the connection is. */
    private static boolean isOurs(LeftOpen left, Set<SocketAddress> ours) {
        SocketAddress end = left.other() instanceof InetSocketAddress inet
                ? inet
                : left.track().local();
        return end == null || ours.contains(end);
    }

    private static boolean began(Track track, EventKind how) {
        Event connected = track.connected();
        return connected != null && connected.kind() == how;
    }

    private void collect(Set<SocketAddress> ours) {
        ours.addAll(handedOut.get());
        for (Track track : log.tracks(lane -> !began(lane, EventKind.ACCEPTED))) {
            Event connected = track.connected();
            SocketAddress there = connected == null ? null : (SocketAddress) connected.detail();
            if (track.bound() instanceof InetSocketAddress here) {
                ours.add(here);
            } else if (there != null) {
                ours.add(there);
            }
        }
    }
}
