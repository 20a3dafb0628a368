package io.github.loopline.internal.engine;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TimerTests {

    private final Engine engine = Engine.shared();

    private static void assertFiresAlone(Recorded timer, List<Recorded> fired) throws InterruptedException {
        assertThat(timer.fired.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(fired).containsExactly(timer);
    }

    @Test
    void ten_thousand_fire_in_order_and_never_early() throws Exception {
        int count = 10_000;
        Random random = new Random(7);
        List<Recorded> fired = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch all = new CountDownLatch(count);
        for (int part = 0; part < 100; part++) { // or the engine would be held up by the scheduling
            engine.call(EngineTests.task(() -> {
                for (int i = 0; i < count / 100; i++) {
                    engine.schedule(new Recorded(fired, all), (long)
                            (random.nextDouble() * ofMillis(400).toNanos()));
                }
                return null;
            }));
        }
        assertThat(all.await(20, TimeUnit.SECONDS)).isTrue();

        assertThat(fired).hasSize(count).doesNotHaveDuplicates();
        assertThat(fired)
                .allSatisfy(timer -> assertThat(timer.firedAt - timer.due)
                        .isBetween(0L, ofSeconds(2).toNanos()));
        assertIsOrdered(fired);
    }

    /** Sorted where they were there at the same time: one that was scheduled late may be due before those that fired. */
    private static void assertIsOrdered(List<Recorded> fired) {
        long latest = fired.stream().mapToLong(timer -> timer.scheduledAt).max().orElseThrow();
        List<Recorded> later =
                fired.stream().filter(timer -> timer.due - latest > 0).toList();
        assertThat(later).hasSizeGreaterThan(1_000).isSortedAccordingTo(Comparator.naturalOrder());
    }

    @Test
    void those_without_a_delay_fire_in_the_order_of_scheduling() throws Exception {
        List<Recorded> fired = Collections.synchronizedList(new ArrayList<>());
        List<Recorded> scheduled = new ArrayList<>();
        CountDownLatch all = new CountDownLatch(1_000);
        engine.call(EngineTests.task(() -> {
            for (int i = 0; i < 1_000; i++) {
                Recorded timer = new Recorded(fired, all);
                scheduled.add(timer);
                engine.schedule(timer, 0);
            }
            return null;
        }));

        assertThat(all.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(fired).containsExactlyElementsOf(scheduled);
    }

    @Test
    void those_that_are_due_at_once_keep_the_order_of_scheduling() {
        List<Recorded> scheduled = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            Recorded timer = new Recorded(new ArrayList<>(), new CountDownLatch(1));
            timer.due = Long.MAX_VALUE; // as a coarse clock would have it
            timer.ordinal = i;
            scheduled.add(timer);
        }
        List<Recorded> shuffled = new ArrayList<>(scheduled);
        Collections.shuffle(shuffled, new Random(7));
        PriorityQueue<Recorded> queue = new PriorityQueue<>(shuffled);

        assertThat(Stream.generate(queue::poll).limit(1_000)).containsExactlyElementsOf(scheduled);
    }

    @Test
    void one_that_is_cancelled_does_not_fire() throws Exception {
        List<Recorded> fired = Collections.synchronizedList(new ArrayList<>());
        Recorded cancelled = new Recorded(fired, new CountDownLatch(1));
        Recorded after = new Recorded(fired, new CountDownLatch(1));
        engine.call(EngineTests.task(() -> {
            engine.schedule(cancelled, ofMillis(20).toNanos());
            engine.schedule(after, ofMillis(40).toNanos());
            cancelled.cancel(); // here, or a slow machine fires it first
            return null;
        }));

        assertFiresAlone(after, fired);
    }

    @Test
    void one_that_has_become_vain_does_not_fire() throws Exception {
        List<Recorded> fired = Collections.synchronizedList(new ArrayList<>());
        Recorded after = new Recorded(fired, new CountDownLatch(1));
        engine.call(EngineTests.task(() -> {
            engine.schedule(
                    new Timer() {
                        @Override
                        protected void fire() {
                            fired.add(after);
                        }

                        @Override
                        protected boolean isVain() {
                            return true;
                        }
                    },
                    ofMillis(20).toNanos());
            engine.schedule(after, ofMillis(40).toNanos());
            return null;
        }));

        assertFiresAlone(after, fired);
    }

    @Test
    void one_that_throws_stops_nothing() throws Exception {
        List<Recorded> fired = Collections.synchronizedList(new ArrayList<>());
        Recorded after = new Recorded(fired, new CountDownLatch(1));
        engine.call(EngineTests.task(() -> {
            engine.schedule(
                    new Timer() {
                        @Override
                        protected void fire() {
                            throw new AssertionError("lost");
                        }
                    },
                    0);
            engine.schedule(after, 1);
            return null;
        }));
        assertThat(after.fired.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void one_may_schedule_the_next() throws Exception {
        CountDownLatch rounds = new CountDownLatch(50);
        class Again extends Timer {
            @Override
            protected void fire() {
                rounds.countDown();
                if (rounds.getCount() > 0) {
                    engine.schedule(new Again(), ofMillis(1).toNanos());
                }
            }
        }
        long start = System.nanoTime();
        engine.call(EngineTests.task(() -> {
            engine.schedule(new Again(), 0);
            return null;
        }));
        assertThat(rounds.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(System.nanoTime() - start)
                .isGreaterThanOrEqualTo(ofMillis(49).toNanos());
    }

    private static final class Recorded extends Timer {

        private final List<Recorded> all;
        private final CountDownLatch fired;
        private final long scheduledAt = System.nanoTime();
        private volatile long firedAt;

        Recorded(List<Recorded> all, CountDownLatch fired) {
            this.all = all;
            this.fired = fired;
        }

        @Override
        protected void fire() {
            firedAt = System.nanoTime();
            all.add(this);
            fired.countDown();
        }
    }
}
