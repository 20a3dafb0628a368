package io.github.loopline.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.internal.Spin;
import io.github.loopline.testkit.Background;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** The engine is that of the whole JVM: other tests use it at the same time. */
class EngineTests {

    private final Engine engine = Engine.shared();

    @Test
    void is_one_daemon_thread_however_many_call() throws Exception {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        List<Background<Void>> callers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            callers.add(Background.call(() -> {
                for (int n = 0; n < 200; n++) {
                    call(() -> threads.add(Thread.currentThread()));
                }
                return null;
            }));
        }
        for (Background<Void> caller : callers) {
            caller.result();
        }
        assertThat(threads).singleElement().satisfies(thread -> {
            assertThat(thread.getName()).isEqualTo("loopline engine");
            assertThat(thread.isDaemon()).isTrue();
        });
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .containsOnlyOnce("loopline engine");
    }

    @Test
    void runs_the_tasks_of_a_thread_in_their_order() throws Exception {
        List<Integer> order = Collections.synchronizedList(new ArrayList<>());
        List<Background<Void>> callers = new ArrayList<>();
        for (int c = 0; c < 4; c++) {
            int caller = c;
            callers.add(Background.call(() -> {
                for (int n = 0; n < 1_000; n++) {
                    int number = n * 4 + caller;
                    engine.execute(task(() -> order.add(number)));
                }
                call(() -> null); // all before it are done then
                return null;
            }));
        }
        for (Background<Void> caller : callers) {
            caller.result();
        }
        assertThat(order).hasSize(4_000).doesNotHaveDuplicates();
        for (int c = 0; c < 4; c++) {
            int caller = c;
            assertThat(order).filteredOn(number -> number % 4 == caller).isSorted();
        }
    }

    @Test
    void a_call_throws_what_its_task_threw() {
        for (Throwable failure : new Throwable[] {
            new IOException("io"), new IllegalStateException("runtime"), new AssertionError("error")
        }) {
            assertThatThrownBy(() -> fail(failure)).isSameAs(failure);
        }
        Exception checked = new Exception("checked");
        assertThatThrownBy(() -> fail(checked)).isInstanceOf(IOException.class).hasCause(checked);
    }

    @Test
    void a_task_that_throws_stops_nothing() throws Exception {
        for (int i = 0; i < 100; i++) {
            engine.execute(task(() -> {
                throw new AssertionError("lost, as its Javadoc says");
            }));
        }
        assertThat(call(() -> "alive")).isEqualTo("alive");
    }

    @Test
    void a_call_on_the_engine_s_own_thread_runs_at_once() throws Exception {
        List<String> order = new ArrayList<>();
        call(() -> {
            assertThat(engine.isCurrent()).isTrue();
            order.add("outer begins");
            call(() -> order.add("inner"));
            assertThatThrownBy(() -> fail(new IOException("inner"))).hasMessage("inner");
            return order.add("outer ends");
        });
        assertThat(order).containsExactly("outer begins", "inner", "outer ends");
        assertThat(engine.isCurrent()).isFalse();
    }

    @Test
    void an_interrupt_does_not_end_a_call_and_is_kept() throws Exception {
        CountDownLatch hold = new CountDownLatch(1);
        engine.execute(task(() -> hold.await(10, TimeUnit.SECONDS))); // never done by the library itself
        Background<Boolean> caller = Background.call(() -> {
            assertThat(call(() -> "result")).isEqualTo("result");
            return Thread.interrupted();
        });
        caller.awaitWaiting().interrupt();
        hold.countDown();

        assertThat(caller.result()).isTrue();
    }

    /** A wakeup that is lost leaves the engine in a select without an end, and the call gives up after 30 s. */
    @Test
    void every_call_wakes_it_asleep_or_spinning() throws Exception {
        for (int i = 0; i < 1_000; i++) {
            int expected = i;
            assertThat(call(() -> expected)).isEqualTo(i);
            LockSupport.parkNanos(i % 2 * 2 * Spin.NANOS);
        }
    }

    /** While it acts on sockets it needs no wakeup, but has to look at what came meanwhile before it sleeps. */
    @Test
    void every_call_is_heard_while_it_acts_on_sockets() throws Exception {
        Pipe pipe = Pipe.open();
        try (Pipe.SourceChannel source = pipe.source();
                Pipe.SinkChannel sink = pipe.sink()) {
            source.configureBlocking(false);
            SelectionKey key = engine.register(source, SelectionKey.OP_READ, new Handler() {
                @Override
                public void ready(SelectionKey ready) throws IOException {
                    source.read(engine.scratch());
                }

                @Override
                public void failed(Throwable failure) {
                    throw new IllegalStateException(failure);
                }
            });
            for (int i = 0; i < 2_000; i++) {
                sink.write(ByteBuffer.allocate(1));
                int expected = i;
                assertThat(call(() -> expected)).isEqualTo(i);
                LockSupport.parkNanos(i % 2 * 2 * Spin.NANOS);
            }
            call(() -> {
                engine.cancel(key);
                return null;
            });
        }
    }

    @Test
    void gives_an_empty_buffer_to_its_thread() throws Exception {
        call(() -> {
            engine.scratch().putLong(1);
            assertThat(engine.scratch().position()).isZero();
            assertThat(engine.scratch().remaining()).isEqualTo(Engine.SCRATCH_BYTES);
            return null;
        });
    }

    private void fail(Throwable failure) throws IOException {
        call(() -> {
            if (failure instanceof Error error) {
                throw error;
            }
            throw (Exception) failure;
        });
    }

    private <T> T call(Callable<T> code) throws IOException {
        List<T> result = new ArrayList<>(1);
        engine.call(task(() -> result.add(code.call())));
        return result.get(0);
    }

    static Task task(Callable<?> code) {
        return new Task() {
            @Override
            protected void run() throws Exception {
                code.call();
            }
        };
    }
}
