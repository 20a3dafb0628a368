package io.github.loopline.script;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.time.Duration.ofMillis;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.internal.engine.Engine;
import io.github.loopline.internal.engine.Handler;
import io.github.loopline.internal.engine.Task;
import io.github.loopline.internal.engine.Timer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class PatienceTests {

    private static final Duration TIME = ofMillis(20);

    private final Engine engine = Engine.shared();
    private final AtomicBoolean over = new AtomicBoolean();
    private final CountDownLatch looked = new CountDownLatch(1);
    private final Patience patience = new Patience(engine, TIME, () -> over.set(true));

    @Test
    void what_has_come_while_the_engine_was_busy_counts() throws Exception {
        Pipe pipe = Pipe.open();
        try (Pipe.SinkChannel sink = pipe.sink()) {
            pipe.source().configureBlocking(false);
            engine.call(task(() -> {
                engine.register(pipe.source(), SelectionKey.OP_READ, new Arrival());
                patience.begin();
                sink.write(ByteBuffer.wrap("x".getBytes(US_ASCII)));
                beBusyUntilItIsOver();
            }));
            assertThat(looked.await(20, SECONDS)).isTrue();
            engine.call(task(() -> engine.close(pipe.source())));
        }
        assertThat(over).isFalse();
    }

    @Test
    void what_has_not_come_does_not() throws Exception {
        engine.call(task(() -> {
            patience.begin();
            beBusyUntilItIsOver();
        }));
        assertThat(looked.await(20, SECONDS)).isTrue();
        assertThat(over).isTrue();
    }

    /** Keeps the engine from its sockets until the time is over, and then from telling before it has looked. */
    private void beBusyUntilItIsOver() {
        long end = System.nanoTime() + TIME.multipliedBy(2).toNanos();
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        engine.schedule(
                new Timer() {
                    @Override
                    protected void fire() {
                        looked.countDown();
                    }
                },
                0);
    }

    private static Task task(Work work) {
        return new Task() {
            @Override
            protected void run() throws IOException {
                work.run();
            }
        };
    }

    private interface Work {
        void run() throws IOException;
    }

    private final class Arrival implements Handler {
        @Override
        public void ready(SelectionKey ready) {
            patience.end();
            ready.interestOps(0);
        }

        @Override
        public void failed(Throwable failure) {
            throw new AssertionError(failure);
        }
    }
}
