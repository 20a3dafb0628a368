package io.github.loopline.script;

import io.github.loopline.internal.engine.EventLoop;
import io.github.loopline.internal.engine.Task;
import io.github.loopline.internal.engine.Timer;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/** What a play has done by others before it goes on: by code of the test on another thread, or by a timer. */
final class Errands {

    private final Play play;
    private final EventLoop loop;

    Errands(Play play, EventLoop loop) {
        this.play = play;
        this.loop = loop;
    }

    /** Runs code of the test on another thread, and goes on with what it gave. */
    <T> void compute(Callable<T> code, Consumer<T> then) {
        play.stage().run(() -> {
            try {
                T result = code.call();
                resume(() -> then.accept(result));
            } catch (Deviation e) {
                resume(() -> {
                    throw e;
                });
            } catch (Exception | Error e) {
                resume(() -> {
                    throw new Deviation(
                            "  to be done: " + play.now().text() + "\n  but code of the test failed: " + e, e);
                });
            }
        });
    }

    private void resume(Runnable work) {
        loop.execute(new Task() {
            @Override
            protected void run() {
                play.resume(work);
            }
        });
    }

    /** Advances after a time; on the loop's thread. */
    void advanceAfter(long nanos) {
        loop.schedule(
                new Timer() {
                    @Override
                    protected void fire() {
                        play.advance();
                    }
                },
                nanos);
    }

    /** Advances on the loop's thread; may be called on any. */
    void advanceSoon() {
        loop.execute(new Task() {
            @Override
            protected void run() {
                play.advance();
            }
        });
    }
}
