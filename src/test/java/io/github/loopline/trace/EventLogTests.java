package io.github.loopline.trace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.LONG;

import io.github.loopline.internal.Deadline;
import io.github.loopline.net.FixtureException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;

class EventLogTests {

    private static final int LIMIT = 1000;

    private final EventLog log = new EventLog(3);
    private final Track server = log.track(null, -1, "tcp-server:1", LIMIT);

    @Test
    void events_are_in_the_order_and_at_the_time_of_their_adding() {
        Track connection = log.track(server, 0, null, LIMIT);
        long before = System.nanoTime();
        log.add(server, EventKind.OPENED, null);
        log.add(connection, EventKind.ACCEPTED, null);
        received(connection, "hello");
        log.add(connection, EventKind.FIN_RECEIVED, null);
        long after = System.nanoTime();

        List<Event> events = log.transcript(0).events();
        assertThat(events)
                .extracting(Event::kind)
                .containsExactly(EventKind.OPENED, EventKind.ACCEPTED, EventKind.RECEIVED, EventKind.FIN_RECEIVED);
        assertThat(events).extracting(Event::nanos).isSorted().allMatch(at -> at - before >= 0 && after - at >= 0);
        assertThat(events).extracting(Event::track).containsExactly(server, connection, connection, connection);
        assertThat(log.age(events.get(0).nanos()))
                .isBetween(Duration.ZERO, Duration.ofNanos(after - before + 1_000_000_000));
    }

    @Test
    void an_event_of_bytes_knows_their_place_in_the_stream() {
        received(server, "hello");
        received(server, "world!");
        log.addBytes(server, EventKind.SENT, ByteBuffer.wrap(new byte[7]), null);

        assertThat(log.transcript(0).events())
                .extracting(Event::offset, Event::length)
                .containsExactly(tuple(0, 5), tuple(5, 6), tuple(0, 7));
        assertThat(server.received().all(server)).isEqualTo("helloworld!".getBytes(UTF_8));
        assertThat(server.sent().size()).isEqualTo(7);
    }

    @Test
    void bytes_that_were_read_into_the_recording_are_an_event_too() {
        ByteBuffer scratch = ByteBuffer.allocate(100).put("hi".getBytes(UTF_8));

        log.addReceived(server, scratch, 0);

        assertThat(log.transcript(0).events()).singleElement().satisfies(event -> {
            assertThat(event.kind()).isEqualTo(EventKind.RECEIVED);
            assertThat(event.length()).isEqualTo(2);
        });
    }

    @Test
    void events_of_bytes_beyond_the_bound_are_counted_and_all_others_kept() {
        for (int i = 0; i < 5; i++) {
            received(server, "x");
            log.add(server, EventKind.NOTE, "after " + i);
        }

        assertThat(log.transcript(0).events()).hasSize(3 + 5);
        assertThat(log.transcript(0).toString())
                .endsWith("\n  ... 2 later events of bytes were counted and not kept ...\n");
        assertThat(server.received().size()).isEqualTo(5);
        assertThat(server.messageCount()).isEqualTo(5);
        assertThat(server.message(2)).isNotNull();
        assertThat(server.message(3)).isNull();
    }

    @Test
    void a_mark_begins_a_window() {
        log.add(server, EventKind.NOTE, "before");
        int mark = log.mark();
        log.add(server, EventKind.NOTE, "after");
        log.add(server, EventKind.ERROR, new IllegalStateException("x"));

        assertThat(log.transcript(mark).events())
                .extracting(Event::detail)
                .first()
                .isEqualTo("after");
        assertThat(log.transcript(mark).events()).hasSize(2);
        assertThat(log.transcript(log.mark()).events()).isEmpty();
        assertThat(log.errors(0))
                .singleElement()
                .isEqualTo(log.transcript(mark).events().get(1));
        assertThat(log.errors(log.mark())).isEmpty();
    }

    @Test
    void a_wait_looks_at_once_and_then_after_each_event() throws Exception {
        AtomicInteger looks = new AtomicInteger();
        CountDownLatch looked = new CountDownLatch(1);
        Thread other = new Thread(() -> {
            try {
                looked.await();
            } catch (InterruptedException e) {
                return;
            }
            for (int i = 0; i < 3; i++) {
                log.add(server, EventKind.NOTE, "event");
            }
        });
        other.start();

        boolean came = log.await(Deadline.after(Duration.ofSeconds(10)), () -> {
            looks.incrementAndGet();
            looked.countDown();
            return log.mark() == 3;
        });

        other.join();
        assertThat(came).isTrue();
        assertThat(looks.get()).isBetween(2, 4);
    }

    @Test
    void a_wait_ends_at_its_deadline_after_a_last_look() {
        List<Long> looks = new ArrayList<>();
        long start = System.nanoTime();

        assertThat(log.await(Deadline.after(Duration.ofMillis(50)), () -> {
                    looks.add(System.nanoTime() - start);
                    return false;
                }))
                .isFalse();

        long first = looks.remove(0);
        assertThat(first >= 50_000_000 ? List.of(first) : looks) // a thread that stalled looks once, which is the last
                .singleElement(LONG)
                .isGreaterThanOrEqualTo(50_000_000);
    }

    @Test
    void a_deadline_of_zero_is_a_look() {
        assertThat(log.await(Deadline.after(Duration.ZERO), () -> true)).isTrue();
        assertThat(log.await(Deadline.after(Duration.ZERO), () -> false)).isFalse();
    }

    @Test
    void an_interrupt_ends_a_wait_and_stays_set() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> log.await(Deadline.after(Duration.ofSeconds(10)), () -> false))
                .isInstanceOf(FixtureException.class)
                .hasMessage("Interrupted while waiting for the network.")
                .hasCauseInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void no_event_of_many_threads_is_lost() throws Exception {
        EventLog shared = new EventLog(50_000);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Track track = shared.track(null, -1, "t" + i, 0);
            threads.add(new Thread(() -> {
                for (int j = 0; j < 10_000; j++) {
                    received(track, "x");
                }
            }));
        }
        threads.forEach(Thread::start);

        boolean came = shared.await(Deadline.after(Duration.ofSeconds(30)), () -> shared.mark() == 40_000);

        assertThat(came).isTrue();
        assertThat(shared.transcript(0).events()).extracting(Event::nanos).isSorted();
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private static void received(Track track, String text) {
        track.log().addBytes(track, EventKind.RECEIVED, ByteBuffer.wrap(text.getBytes(UTF_8)), null);
    }

    private static Tuple tuple(long offset, int length) {
        return Tuple.tuple(offset, length);
    }
}
