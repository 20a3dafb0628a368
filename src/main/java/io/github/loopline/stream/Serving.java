package io.github.loopline.stream;

import io.github.loopline.fixture.Duty;
import io.github.loopline.fixture.Scope;
import io.github.loopline.script.Script;
import io.github.loopline.trace.EventKind;
import io.github.loopline.trace.Track;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a server does with its connections: a handler or a script, for all or for single ones. A strict script that nobody plays
 * fails the test.
 */
final class Serving {

    private final Scope scope;
    private final Track track;
    private final Map<Integer, Unplayed> single = new HashMap<>(); // guarded by the log, as all below
    private @Nullable Unplayed all;
    private @Nullable ConnectionHandler handler;

    Serving(Scope scope, Track track) {
        this.scope = scope;
        this.track = track;
    }

    /** What a connection gets: one of the two, or nothing. */
    record Part(
            @Nullable ConnectionHandler handler, @Nullable Script script) {}

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

    void handle(ConnectionHandler code) {
        synchronized (track.log()) {
            acquit(all);
            all = null;
            handler = code;
        }
    }

    void play(Script script) {
        synchronized (track.log()) {
            acquit(all);
            all = new Unplayed(script, "no connection came that had to play it");
            handler = null;
        }
    }

    void play(int index, Script script) {
        synchronized (track.log()) {
            acquit(single.put(index, new Unplayed(script, "connection #" + index + " did not come")));
        }
    }

    private void acquit(@Nullable Unplayed done) {
        if (done != null) {
            scope.acquit(done);
        }
    }

    /** Gives what a connection gets. The log is locked. */
    Part next(int index) {
        Unplayed own = single.remove(index);
        Unplayed found = own == null ? all : own;
        acquit(found);
        return new Part(own == null ? handler : null, found == null ? null : found.script);
    }
}
