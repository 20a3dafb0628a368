package io.github.loopline;

import io.github.loopline.check.Attendant;
import io.github.loopline.fixture.Closing;
import io.github.loopline.fixture.Options;
import io.github.loopline.fixture.Spec;
import io.github.loopline.fixture.UserCode;
import io.github.loopline.internal.Draws;
import io.github.loopline.net.FixtureException;
import io.github.loopline.trace.Event;
import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.EventLog;
import io.github.loopline.trace.Track;
import java.net.DatagramSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a {@link Loopback} owns: fixtures, the code of the test that runs for them, and the log. */
final class Owner {

    private final EventLog log = new EventLog();
    private final Works works = new Works(log);
    private volatile Options defaults;
    private volatile Draws draws;
    private volatile Attendant attendant;
    private final Deque<AutoCloseable> owned = new ArrayDeque<>(); // guarded by this, as the two below
    private int ordinal;
    private boolean closed;
    private int told; // guarded by log: events that were searched for failures

    Owner(Options defaults, Draws draws, Attendant attendant) {
        this.defaults = defaults;
        this.draws = draws;
        this.attendant = attendant;
    }

    /** Opens a spec; if it fails half-way, what it had opened is closed again. */
    <F> F open(Spec<F> spec) {
        if (isClosed()) {
            throw new FixtureException("This Loopback is closed and opens nothing. Open fixtures before its close.");
        }
        Opening opening = new Opening(this);
        try {
            F fixture = spec.open(opening);
            attendant.opened(fixture);
            opening.succeed();
            return fixture;
        } catch (RuntimeException | Error e) {
            opening.fail(e);
            throw e;
        }
    }

    EventLog log() {
        return log;
    }

    Options defaults() {
        return defaults;
    }

    Draws draws() {
        return draws;
    }

    Attendant attendant() {
        return attendant;
    }

    void setDefaults(Options options, Draws random, Attendant beside) {
        defaults = options;
        draws = random;
        attendant = beside;
    }

    synchronized int nextOrdinal() {
        return ++ordinal;
    }

    void own(AutoCloseable fixture) {
        synchronized (this) {
            if (!closed) {
                owned.addLast(fixture);
                return;
            }
        }
        close(fixture); // opened while another thread closed this owner
        throw new FixtureException("This Loopback was closed while " + fixture + " was opened.");
    }

    /** Gives the local addresses of the JDK's sockets that the test was given, to connect by itself. */
    List<SocketAddress> handedOut() {
        List<AutoCloseable> all;
        synchronized (this) {
            all = List.copyOf(owned);
        }
        List<SocketAddress> addresses = new ArrayList<>();
        for (AutoCloseable each : all) {
            SocketAddress address = localAddress(each);
            if (address != null) {
                addresses.add(address);
            }
        }
        return addresses;
    }

    private static @Nullable SocketAddress localAddress(AutoCloseable owned) {
        if (owned instanceof SocketChannel channel) {
            return channel.socket().getLocalSocketAddress();
        }
        if (owned instanceof Socket socket) {
            return socket.getLocalSocketAddress();
        }
        if (owned instanceof DatagramChannel channel) {
            return channel.socket().getLocalSocketAddress();
        }
        return owned instanceof DatagramSocket socket ? socket.getLocalSocketAddress() : null;
    }

    Works works() {
        return works;
    }

    void run(Track track, UserCode code) {
        works.run(track, code);
    }

    /** Lets code of the test act on all that is on the wire, unless nothing was ever opened. */
    void settle() {
        boolean used;
        synchronized (this) {
            used = !closed && !owned.isEmpty() && attendant.judges();
        }
        if (used) {
            works.settle();
        }
    }

    /** Gives the failures that were not given before. */
    List<Event> takeFailures() {
        List<Event> failures;
        synchronized (log) {
            failures = log.errors(told);
            told = log.mark();
        }
        return failures.stream().filter(attendant::judges).toList();
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** Closes everything, the last one first, and gives what failed. */
    @Nullable
    FixtureException close() {
        synchronized (this) {
            closed = true;
        }
        works.stop();
        FixtureException first = null;
        for (AutoCloseable next = next(); next != null; next = next()) {
            if (next instanceof Closing closing && !closing.isClosed()) {
                Closing.closeSockets(upTo(closing));
            }
            first = join(first, close(next));
        }
        return join(first, works.end());
    }

    private static @Nullable FixtureException join(@Nullable FixtureException first, @Nullable FixtureException next) {
        if (first == null || next == null) {
            return first == null ? next : first;
        }
        first.addSuppressed(next);
        return first;
    }

    private synchronized @Nullable AutoCloseable next() {
        return owned.pollLast();
    }

    /** Lists it and those that were opened before it, back to the last one that must be closed on its own. */
    private synchronized List<Closing> upTo(Closing last) {
        List<Closing> all = new ArrayList<>();
        all.add(last);
        Iterator<AutoCloseable> before = owned.descendingIterator();
        while (before.hasNext() && before.next() instanceof Closing closing) {
            all.add(closing);
        }
        return all;
    }

    /** Closes something before its time. */
    @Nullable
    FixtureException closeNow(AutoCloseable fixture) {
        synchronized (this) {
            owned.removeLastOccurrence(fixture);
        }
        return close(fixture);
    }

    private static @Nullable FixtureException close(AutoCloseable fixture) {
        try {
            fixture.close();
            return null;
        } catch (Exception e) {
            return new FixtureException("Closing " + fixture + " failed: " + e.getMessage() + ".", e);
        }
    }

    void note(String text) {
        log.add(log.track(null, -1, "test", 0), EventKind.NOTE, text);
    }
}
