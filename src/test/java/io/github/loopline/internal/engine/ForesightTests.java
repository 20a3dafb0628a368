package io.github.loopline.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.channels.SelectionKey;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ForesightTests {

    private long away = 0; // for how long it gives way, in nanoseconds
    private final Foresight foresight = new Foresight(true) {
        @Override
        long giveWay() {
            return away;
        }
    };

    /** Answers each time, until it is told otherwise. */
    private static class Peer implements Handler {

        boolean answers = true;
        int asked;
        final List<Throwable> failures = new ArrayList<>();

        @Override
        public void ready(SelectionKey key) {}

        @Override
        public boolean readAnswer() {
            asked++;
            return answers;
        }

        @Override
        public void failed(Throwable failure) {
            failures.add(failure);
        }
    }

    /** Writes to it until it is asked again; gives how often. */
    private int writesUntilAsked(Peer peer) {
        int asked = peer.asked;
        int writes = 0;
        while (peer.asked == asked && writes < 10_000) {
            foresight.expect(peer);
            foresight.read();
            writes++;
        }
        return writes;
    }

    @Test
    void asks_nobody_before_somebody_was_written_to() {
        assertThat(foresight.read()).isFalse();
    }

    @Test
    void asks_who_was_written_to_last_and_once() {
        Peer first = new Peer();
        Peer last = new Peer();
        foresight.expect(first);
        foresight.expect(last);

        assertThat(foresight.read()).isTrue();
        assertThat(foresight.read()).isFalse();

        assertThat(first.asked).isZero();
        assertThat(last.asked).isOne();
    }

    @Test
    void gives_way_before_it_asks() {
        Peer peer = new Peer();
        List<Integer> asked = new ArrayList<>();
        Foresight watched = new Foresight(true) {
            @Override
            long giveWay() {
                asked.add(peer.asked);
                return 0;
            }
        };
        watched.expect(peer);

        assertThat(watched.read()).isTrue();

        assertThat(asked).containsExactly(0);
        assertThat(peer.asked).isOne();
    }

    @Test
    void the_selector_has_its_turn_after_sixteen_answers() {
        Peer peer = new Peer();
        for (int i = 0; i < 3; i++) {
            for (int answers = 0; answers < Foresight.MOST_IN_A_ROW; answers++) {
                foresight.expect(peer);
                assertThat(foresight.read()).isTrue();
            }
            foresight.expect(peer);
            assertThat(foresight.read()).isFalse();
        }
        assertThat(peer.asked).isEqualTo(48);
    }

    @Test
    void looks_in_vain_become_rare_and_an_answer_makes_them_frequent_again() {
        Peer silent = new Peer();
        silent.answers = false;
        List<Integer> writes = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            writes.add(writesUntilAsked(silent));
        }
        assertThat(writes).containsExactly(1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 512, 512);

        silent.answers = true;
        assertThat(writesUntilAsked(silent)).isEqualTo(512);
        assertThat(writesUntilAsked(silent)).isEqualTo(1);
        silent.answers = false;
        assertThat(writesUntilAsked(silent)).isEqualTo(1);
        assertThat(writesUntilAsked(silent)).isEqualTo(2);
    }

    @Test
    void who_computes_meanwhile_makes_them_rare_at_once() {
        Peer peer = new Peer();
        away = Foresight.LATE_NANOS + 1;
        foresight.expect(peer);
        assertThat(foresight.read()).as("what is there is taken all the same").isTrue();
        away = Foresight.LATE_NANOS;
        for (int writes = 0; writes < Foresight.LONGEST_PAUSE; writes++) {
            foresight.expect(peer);
            assertThat(foresight.read()).isFalse();
        }
        foresight.expect(peer);
        assertThat(foresight.read()).isTrue();
        assertThat(peer.asked).isEqualTo(2);
    }

    @Test
    void who_throws_is_told_so() {
        IllegalStateException bang = new IllegalStateException("bang");
        Peer peer = new Peer() {
            @Override
            public boolean readAnswer() {
                throw bang;
            }
        };
        foresight.expect(peer);

        assertThat(foresight.read()).isTrue();

        assertThat(peer.failures).containsExactly(bang);
    }

    @Test
    void asks_nobody_where_there_are_more_processors() {
        Peer peer = new Peer();
        Foresight idle = new Foresight(false);
        idle.expect(peer);

        assertThat(idle.read()).isFalse();

        assertThat(peer.asked).isZero();
    }
}
