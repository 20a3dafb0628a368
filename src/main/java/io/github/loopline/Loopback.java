package io.github.loopline;

import io.github.loopline.check.Attendant;
import io.github.loopline.check.Call;
import io.github.loopline.check.Leaks;
import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.Options;
import io.github.loopline.fixture.Spec;
import io.github.loopline.fixture.UserCode;
import io.github.loopline.internal.Draws;
import io.github.loopline.net.FixtureException;
import io.github.loopline.trace.Event;
import io.github.loopline.trace.Meters;
import io.github.loopline.trace.Sockets;
import io.github.loopline.trace.Transcript;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Opens sockets on loopback, owns them, remembers all that happens on them, and closes them, the last one first. Under JUnit
 * the annotations do this; without it:
 *
 * <pre>{@code
 * try (var net = Loopback.open()) {
 *     StreamServer server = net.tcpServer();
 *     ...
 * }
 * }</pre>
 *
 * <p>Thread-safe.
 *
 * @since 0.1
 */
public class Loopback extends ShortForms implements AutoCloseable {

    private final Options defaults;
    private volatile Owner owner;

    /**
     * Create an owner; {@link #open()} does.
     *
     * @param defaults the attributes for what a declaration leaves open
     */
    protected Loopback(Options defaults) {
        this(defaults, Draws.of(Draws.seed(System.getProperty(Draws.PROPERTY))), Attendant.NONE);
    }

    private Loopback(Options defaults, Draws draws, Attendant attendant) {
        this.defaults = defaults;
        owner = new Owner(defaults, draws, attendant);
    }

    /**
     * Create an owner of sockets. It opens none yet.
     *
     * @return the owner, to be closed; never null
     */
    public static Loopback open() {
        return new Loopback(Options.NONE);
    }

    /**
     * Create an owner of sockets with defaults.
     *
     * @param defaults the attributes for what a declaration leaves open
     * @return the owner, to be closed; never null
     */
    public static Loopback open(Options defaults) {
        return new Loopback(defaults);
    }

    /**
     * Create an owner of sockets with defaults, whose faults draw from a seed that is given and not from {@value
     * io.github.loopline.internal.Draws#PROPERTY} or chance.
     *
     * @param defaults the attributes for what a declaration leaves open
     * @param draws from a seed
     * @return the owner, to be closed; never null
     */
    public static Loopback open(Options defaults, Draws draws) {
        return open(defaults, draws, Attendant.NONE);
    }

    /**
     * Create an owner of sockets, as {@link #open(Options, Draws)}, beside which something stands.
     *
     * @param defaults the attributes for what a declaration leaves open
     * @param draws from a seed
     * @param attendant what sees each fixture first
     * @return the owner, to be closed; never null
     */
    public static Loopback open(Options defaults, Draws draws, Attendant attendant) {
        return new Loopback(defaults, draws, attendant);
    }

    /**
     * Open what is described.
     *
     * @param <F> what opening gives
     * @param spec such as {@code TcpServerSpec.create().backlog(5)}
     * @return the fixture, closed with this owner at the latest; never null
     * @throws FixtureException if the kernel refuses, or this owner is closed
     */
    @Override
    public <F> F open(Spec<F> spec) {
        return owner.open(spec);
    }

    /**
     * Start code under test on a thread of its own and go on; it is cancelled with this owner at the latest.
     *
     * @param <T> what it returns
     * @param code the code
     * @return the running call, never null
     */
    public <T extends @Nullable Object> Call<T> call(Callable<T> code) {
        return open(scope -> scope.own(Call.start(code)));
    }

    /**
     * Start code under test that returns nothing, and go on; it is cancelled with this owner at the latest.
     *
     * @param code the code
     * @return the running call, never null
     */
    public Call<@Nullable Void> call(UserCode code) {
        return open(scope -> scope.own(Call.start(code)));
    }

    /**
     * Show what has happened so far.
     *
     * @return a snapshot, never null
     */
    public Transcript transcript() {
        return owner.log().transcript(0);
    }

    /**
     * Show what has happened since a mark, and before it the opening of each socket that was still open then.
     *
     * @param mark what {@link #mark()} gave
     * @return a snapshot, never null
     */
    public Transcript transcript(int mark) {
        return owner.log().transcript(mark);
    }

    /**
     * Show what has happened since a mark, as {@link #transcript(int)} does, and how long the test waited for it: what the report of
     * a failure tells.
     *
     * @param mark what {@link #mark()} gave
     * @return a snapshot, never null
     */
    public Transcript story(int mark) {
        return owner.log().story(mark);
    }

    /**
     * Say what code of the test waits for, on threads of fixtures and others, but the thread that asks.
     *
     * @return a text for each, potentially empty
     */
    public List<String> awaited() {
        return owner.log().awaited();
    }

    /**
     * Count what has happened on all fixtures of this owner: bytes, messages, connections, faults.
     *
     * @return a snapshot, never null
     */
    public Meters meters() {
        return owner.log().meters();
    }

    /**
     * Count what has happened on a fixture and its connections, or on one connection.
     *
     * @param fixture such as a {@code StreamServer}, a {@code Connection} or a {@code DatagramPeer} of this owner
     * @return a snapshot, never null
     * @throws IllegalArgumentException if it is none of this owner's
     */
    public Meters meters(Object fixture) {
        return owner.log().meters(fixture.toString());
    }

    /**
     * Look at the open sockets and their other ends: addresses, state, what is unread.
     *
     * @return a snapshot, never null
     */
    public Sockets sockets() {
        return sockets(List.of(this));
    }

    /**
     * Look at the open sockets of several owners, as {@link #sockets()} does.
     *
     * @param owners whose
     * @return a snapshot, never null
     */
    public static Sockets sockets(List<Loopback> owners) {
        return Sockets.of(owners.stream().map(each -> each.owner.log()).toList());
    }

    /**
     * Mark a moment in the log.
     *
     * @return the count of events so far
     */
    public int mark() {
        return owner.log().mark();
    }

    /**
     * Write a line into the transcript.
     *
     * @param text what a reader should know
     */
    public void note(String text) {
        owner.note(text);
    }

    /**
     * Look for connections that the code under test has left open. Under JUnit this is done after each test.
     *
     * @return what looks, never null
     */
    public Leaks leaks() {
        Owner current = owner;
        return Leaks.of(current.log(), current::handedOut);
    }

    /**
     * Let code of the test on threads of fixtures (handlers, answers) act on all that is on the wire now: wait, for a second at
     * most, until each has ended or waits for more. One that then still waits in an {@code expect} has failed, and {@link
     * #verify()} tells it. Called by JUnit's extensions and by {@link #close()} when a test ends.
     */
    public void settle() {
        owner.settle();
    }

    /**
     * Verify that no code of the test failed on a thread of a fixture. Each failure is told once: an assertion as it is, another
     * exception as the cause of one.
     *
     * @throws AssertionError if some did; the exceptions are its cause and suppressed
     */
    public void verify() {
        List<Event> failures = owner.takeFailures();
        if (!failures.isEmpty()) {
            throw failure(failures);
        }
    }

    private static AssertionError failure(List<Event> failures) {
        Event first = failures.get(0);
        AssertionError error;
        if (first.detail() instanceof AssertionError own) {
            error = own; // its message and its stack say where
        } else {
            error = new AssertionError("On a thread of " + first.track() + ": " + first.detail());
            if (first.detail() instanceof Throwable cause) {
                error.initCause(cause);
            }
        }
        for (Event further : failures.subList(1, failures.size())) {
            if (further.detail() instanceof Throwable cause) {
                error.addSuppressed(cause);
            }
        }
        return error;
    }

    /**
     * Begin anew, with an empty log, if this is closed; and take what applies where neither a declaration nor the defaults of
     * this say anything. For an owner that outlives what it is used in.
     *
     * @param around further defaults, for what is opened from now on
     * @param draws what faults draw from
     * @param attendant what sees each fixture first, from now on
     */
    protected final void reopen(Options around, Draws draws, Attendant attendant) {
        Options all = defaults.orElse(around, EnumSet.allOf(Option.class));
        if (owner.isClosed()) {
            owner = new Owner(all, draws, attendant);
        } else {
            owner.setDefaults(all, draws, attendant);
        }
    }

    /**
     * Remember that a test ends, and closes this: what is said of fixtures that somebody uses later names it. JUnit's extension calls
     * this.
     *
     * @param test such as {@code GreeterTest.greets}
     */
    public void endOf(String test) {
        owner.log().endOf(test);
    }

    /**
     * Close everything that was opened, the last one first, whatever the peers do; within about a second even if code of the
     * test does not end. Idempotent.
     *
     * @throws FixtureException if something could not be closed; everything else is
     * @throws AssertionError if code of the test failed on a thread of a fixture and {@link #verify()} has not told it
     */
    @Override
    public void close() {
        Owner closing = owner;
        closing.settle();
        FixtureException failure = closing.close();
        List<Event> failures = closing.takeFailures();
        closing.log().release();
        if (failure != null && !failures.isEmpty()) {
            failure.addSuppressed(failure(failures));
        }
        if (failure != null) {
            throw failure;
        }
        if (!failures.isEmpty()) {
            throw failure(failures);
        }
    }
}
