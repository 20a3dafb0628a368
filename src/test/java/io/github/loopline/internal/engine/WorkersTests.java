package io.github.loopline.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WorkersTests {

    @Test
    void a_thread_bears_the_name_of_its_work_and_is_a_daemon() throws Exception {
        List<Object> seen = new CopyOnWriteArrayList<>();
        CountDownLatch done = new CountDownLatch(1);
        Workers.execute("connection #7", () -> {
            seen.add(Thread.currentThread().getName());
            seen.add(Thread.currentThread().isDaemon());
            done.countDown();
        });

        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(seen).containsExactly("connection #7", true);
    }

    @Test
    void blocked_work_holds_no_other_up() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(300);
        CountDownLatch ended = new CountDownLatch(300);
        for (int i = 0; i < 300; i++) {
            Workers.execute("blocked", () -> {
                begun.countDown();
                await(end);
                ended.countDown();
            });
        }
        assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
        end.countDown();
        assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void work_that_throws_or_is_interrupted_leaves_nothing_to_the_next() throws Exception {
        for (int i = 0; i < 50; i++) {
            CountDownLatch done = new CountDownLatch(1);
            List<Object> seen = new CopyOnWriteArrayList<>();
            Workers.execute("throws", () -> {
                Thread.currentThread().setUncaughtExceptionHandler((thread, failure) -> {});
                Thread.currentThread().interrupt();
                throw new IllegalStateException("its own affair");
            });
            Workers.execute("next", () -> {
                seen.add(Thread.currentThread().getName());
                seen.add(Thread.currentThread().isInterrupted());
                done.countDown();
            });
            assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(seen).containsExactly("next", false);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
