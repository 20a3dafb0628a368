package io.github.loopline.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.channels.SelectionKey;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ForesightTests {

    private static final long MILLI = 1_000_000;

    private final List<String> done = new ArrayList<>();
    private long now = 5 * MILLI;
    private long away = 10_000; // for how many nanoseconds it gives way

    private final Foresight foresight = foresight(true);

    private Foresight foresight(boolean singleProcessor) {
        return new Foresight(singleProcessor) {
            @Override
            void giveWay() {
                done.add("way");
                now += away;
            }

            @Override
            long now() {
                return now;
            }
        };
    }

    /** Answers each time, until it is told otherwise. */
    private final class Peer implements Handler {

        final String name;
        final Guess guess = new Guess(this);
        boolean answers = true;

        Peer(String name) {
            this.name = name;
        }

        @Override
        public void ready(SelectionKey key) {}

        @Override
        public boolean readAnswer() {
            done.add(name);
            return answers;
        }

        @Override
        public void failed(Throwable failure) {
            done.add(name + " " + failure.getMessage());
        }
    }

    /** Writes to somebody and looks for the answer. */
    private boolean writeTo(Peer peer) {
        foresight.expect(peer.guess);
        return foresight.readAnswer();
    }

    /** Writes until it is asked again; gives how often. */
    private int writesUntilAsked(Peer peer) {
        done.clear();
        int writes = 0;
        while (done.isEmpty() && writes < 10_000) {
            writeTo(peer);
            writes++;
        }
        return writes;
    }

    @Test
    void asks_nobody_before_somebody_was_written_to() {
        assertThat(foresight.readAnswer()).isFalse();
        assertThat(done).isEmpty();
    }

    @Test
    void gives_way_and_asks_who_was_written_to_last_once() {
        foresight.expect(new Peer("first").guess);
        foresight.expect(new Peer("last").guess);

        assertThat(foresight.readAnswer()).isTrue();
        assertThat(foresight.readAnswer()).isFalse();

        assertThat(done).containsExactly("way", "last");
    }

    @Test
    void the_selector_has_its_turn_after_sixteen_answers() {
        Peer peer = new Peer("peer");
        for (int rows = 0; rows < 3; rows++) {
            for (int answers = 0; answers < 16; answers++) {
                assertThat(writeTo(peer)).isTrue();
            }
            assertThat(writeTo(peer)).isFalse();
        }
    }

    @Test
    void the_selector_has_its_turn_when_a_row_takes_more_than_a_millisecond() {
        Peer peer = new Peer("peer");
        away = MILLI / 4;
        for (int rows = 0; rows < 3; rows++) {
            for (int answers = 0; answers < 4; answers++) {
                assertThat(writeTo(peer)).isTrue();
            }
            now++;
            assertThat(writeTo(peer)).isFalse();
        }
    }

    @Test
    void a_look_in_vain_ends_a_row() {
        Peer peer = new Peer("peer");
        Peer silent = new Peer("silent");
        silent.answers = false;
        for (int answers = 0; answers < 15; answers++) {
            assertThat(writeTo(peer)).isTrue();
        }
        assertThat(writeTo(silent)).isFalse();
        for (int answers = 0; answers < 16; answers++) {
            assertThat(writeTo(peer)).isTrue();
        }
        assertThat(writeTo(peer)).isFalse();
    }

    @Test
    void looks_in_vain_become_rare_and_an_answer_makes_them_frequent_again() {
        Peer peer = new Peer("peer");
        peer.answers = false;
        List<Integer> writes = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            writes.add(writesUntilAsked(peer));
        }
        assertThat(writes).containsExactly(1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 512, 512);

        peer.answers = true;
        assertThat(writesUntilAsked(peer)).isEqualTo(512);
        assertThat(writesUntilAsked(peer)).isEqualTo(1);
        peer.answers = false;
        assertThat(writesUntilAsked(peer)).isEqualTo(1);
        assertThat(writesUntilAsked(peer)).isEqualTo(2);
    }

    @Test
    void who_does_not_answer_spoils_it_for_nobody_else() {
        Peer silent = new Peer("silent");
        silent.answers = false;
        Peer peer = new Peer("peer");
        for (int i = 0; i < 100; i++) {
            writeTo(silent);
            assertThat(writeTo(peer)).isTrue();
        }
    }

    @Test
    void who_computes_meanwhile_makes_looks_rare_at_once_and_for_all() {
        Peer peer = new Peer("peer");
        Peer other = new Peer("other");
        away = MILLI + 1;
        assertThat(writeTo(peer)).as("what is there is taken all the same").isTrue();
        away = MILLI;
        done.clear();
        for (int writes = 0; writes < 511; writes++) {
            assertThat(writeTo(writes % 2 == 0 ? peer : other)).isFalse();
        }
        assertThat(done).isEmpty();
        assertThat(writeTo(other)).isTrue();
    }

    @Test
    void who_throws_is_told_so() {
        Peer peer = new Peer("peer");
        Handler throwing = new Handler() {
            @Override
            public void ready(SelectionKey key) {}

            @Override
            public boolean readAnswer() {
                throw new IllegalStateException("bang");
            }

            @Override
            public void failed(Throwable failure) {
                peer.failed(failure);
            }
        };
        foresight.expect(new Guess(throwing));

        assertThat(foresight.readAnswer()).isTrue();

        assertThat(done).containsExactly("way", "peer bang");
    }

    @Test
    void asks_nobody_where_there_are_more_processors() {
        Foresight idle = foresight(false);
        idle.expect(new Peer("peer").guess);

        assertThat(idle.readAnswer()).isFalse();

        assertThat(done).isEmpty();
    }
}
