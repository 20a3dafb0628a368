package io.github.loopline.script;

import io.github.loopline.fixture.Duty;
import io.github.loopline.fixture.Indexes;
import io.github.loopline.fixture.Scope;
import io.github.loopline.net.FixtureException;
import io.github.loopline.net.SocketType;
import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.Track;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a server does with its connections: a handler or a script, for all or for single ones. A strict script that nobody plays
 * fails the test. Thread-safe, by the lock of the log. Not for users.
 *
 * @param <H> the type of handlers
 * @since 0.1
 */
public final class Serving<H> {

    private final Scope scope;
    private final Track track;
    private final SocketType type;
    private final Map<Integer, Unplayed> single = new HashMap<>();
    private @Nullable Unplayed all;
    private @Nullable H handler;
    private @Nullable Given given; // to all
    private boolean used; // by a connection
    private boolean closed;

    /**
     * Create it for a server that has neither.
     *
     * @param scope the owner of the server
     * @param track its lane
     * @param type of its connections
     */
    public Serving(Scope scope, Track track, SocketType type) {
        this.scope = scope;
        this.track = track;
        this.type = type;
    }

    /**
     * What a connection gets: one of the two, or nothing.
     *
     * @param <H> the type of handlers
     * @param handler the handler, or null
     * @param script the script, or null
     */
    public record Part<H>(@Nullable H handler, @Nullable Script script) {

        /**
         * Tell whether it is nothing.
         *
         * @return true without handler and script
         */
        public boolean isEmpty() {
            return handler == null && script == null;
        }
    }

    /** What was given to all connections, and where, which is looked for only if it is told. */
    private record Given(String verb, Object what, Caller caller) {

        @Override
        public String toString() {
            return verb + " (" + caller.source().text() + ")";
        }
    }

    /** A script, and whether it has been played. */
    private final class Unplayed implements Duty {

        final Script script;
        private final String missing;
        private boolean judged; // guarded by the log

        Unplayed(Script script, String missing) {
            this.script = script;
            this.missing = missing;
            if (script.isStrict()) {
                scope.owe(this);
            }
        }

        @Override
        public boolean isSettled() {
            return true;
        }

        @Override
        public void judge() {
            synchronized (track.log()) {
                if (!judged) {
                    judged = true;
                    scope.acquit(this);
                    track.log().add(track, EventKind.ERROR, script.unplayed(track, missing));
                }
            }
        }
    }

    /**
     * Have code of the test serve all connections that come.
     *
     * @param code in place of what served them before
     * @throws FixtureException if the server is closed
     */
    public void handle(H code) {
        give("handle", code, null, code);
    }

    /**
     * Have neither, but a service.
     *
     * @param verb that gives it
     * @throws FixtureException if the server is closed
     */
    public void serve(String verb) {
        give(verb, verb, null, null);
    }

    private void give(String verb, Object what, @Nullable Script script, @Nullable H code) {
        Given later = new Given(verb, what, new Caller());
        synchronized (track.log()) {
            checkOpen(verb);
            Given before = given;
            if (before != null && !used && before.what() != what) {
                track.log()
                        .add(
                                track,
                                EventKind.NOTE,
                                later + " takes the place of " + before + ", which has served no connection");
            }
            used &= before != null && before.what() == what;
            given = later;
            acquit(all);
            all = script == null ? null : new Unplayed(script, "no connection came that had to play it");
            handler = code;
        }
    }

    /**
     * Refuse what is given too late.
     *
     * @param verb that gives it
     * @throws FixtureException if the server is closed
     */
    public void checkOpen(String verb) {
        synchronized (track.log()) {
            if (closed) {
                throw track.closed(verb);
            }
        }
    }

    /** Take nothing more: the server is closed for good. */
    public void close() {
        synchronized (track.log()) {
            closed = true;
        }
    }

    /**
     * Say why a connection is not answered that came when nothing was given.
     *
     * @return what is given now, or that nothing is; never null
     */
    public String nothing() {
        synchronized (track.log()) {
            return "answers nothing: "
                    + (given == null ? "no handle, script or answer is given" : given + " is given after it came");
        }
    }

    /**
     * Have a script played on all connections that come.
     *
     * @param script in place of what served them before
     * @throws FixtureException if the server is closed
     * @throws IllegalArgumentException if a step cannot be played on them
     */
    public void play(Script script) {
        script.check(type, track);
        give("script", script, script, null);
    }

    /**
     * Have all connections that come answered.
     *
     * @param answers in place of what served them before, unless it is the same
     * @throws FixtureException if the server is closed
     */
    public void answer(Answers answers) {
        give("answer", answers, answers.script(), null);
    }

    /**
     * Have a script played on one connection.
     *
     * @param index its ordinal
     * @param script in place of the one before
     * @param came tells how many connections have come
     * @throws FixtureException if it has come, or the server is closed
     * @throws IllegalArgumentException if a step cannot be played on it
     */
    public void play(int index, Script script, IntSupplier came) {
        Indexes.check("script", index);
        script.check(type, track);
        synchronized (track.log()) {
            checkOpen("script");
            if (index < came.getAsInt()) {
                throw new FixtureException("Cannot play a script on connection #" + index + " of " + track
                        + " from its beginning: it has come already. Use connection(" + index + ").script(...).");
            }
            acquit(single.put(index, new Unplayed(script, "connection #" + index + " did not come")));
        }
    }

    private void acquit(@Nullable Unplayed done) {
        if (done != null) {
            scope.acquit(done);
        }
    }

    /**
     * Give what a connection gets that has come.
     *
     * @param index its ordinal
     * @return its own script, or what all get, never null
     */
    public Part<H> next(int index) {
        synchronized (track.log()) {
            Unplayed own = single.remove(index);
            Unplayed found = own == null ? all : own;
            acquit(found);
            used |= own == null;
            return new Part<>(own == null ? handler : null, found == null ? null : found.script);
        }
    }
}
