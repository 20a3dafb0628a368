package io.github.loopline.script;

import io.github.loopline.internal.engine.EventLoop;
import io.github.loopline.internal.engine.Timer;
import java.io.IOException;
import java.time.Duration;

/** How long a play waits for its step; one timer serves all its steps. On the engine's thread. */
final class Patience {

    private final EventLoop loop;
    private final long nanos;
    private final Runnable over;
    private long due; // on the clock of System.nanoTime()
    private boolean counts;
    private boolean scheduled;

    Patience(EventLoop loop, Duration time, Runnable over) {
        this.loop = loop;
        this.nanos = time.toNanos();
        this.over = over;
    }

    /** Begins to count, if it does not already. */
    void begin() {
        if (!counts) {
            counts = true;
            extend();
            if (!scheduled) {
                schedule(new Look(), nanos);
            }
        }
    }

    /** Gives the step its whole time, from now on. */
    void extend() {
        due = System.nanoTime() + nanos;
    }

    void end() {
        counts = false;
    }

    private void schedule(Look look, long wait) {
        scheduled = true;
        loop.schedule(look, wait);
    }

    private final class Look extends Timer {
        @Override
        protected void fire() {
            scheduled = false;
            if (counts) {
                long left = due - System.nanoTime();
                if (left > 0) {
                    schedule(this, left);
                } else {
                    lookOnce();
                }
            }
        }

        /** The engine may have been busy: what has come meanwhile counts. */
        private void lookOnce() {
            scheduled = true; // nobody else schedules this
            try {
                loop.drain();
            } catch (IOException e) {
                // then there is nothing more to see
            }
            scheduled = false;
            long left = due - System.nanoTime();
            if (counts && left > 0) {
                schedule(this, left);
            } else if (counts) {
                counts = false;
                over.run();
            }
        }
    }
}
