package io.github.loopline.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChunksTests {

    private static final int RUN = Chunks.RUN_BYTES / Chunks.BYTES;

    private static ByteBuffer taken(ByteBuffer memory) {
        return assertThat(memory).isNotNull().actual();
    }

    @Test
    void what_is_taken_is_empty_and_of_the_size_that_was_asked_for() {
        Chunks pool = new Chunks(2 * RUN);

        assertThat(taken(pool.take()).remaining()).isEqualTo(Chunks.BYTES);
        assertThat(taken(pool.takeRun()).remaining()).isEqualTo(Chunks.RUN_BYTES);
        assertThat(pool.inUse()).isEqualTo(1 + RUN);
    }

    @Test
    void what_is_given_back_is_taken_again_and_is_empty_then() {
        Chunks pool = new Chunks(2 * RUN);
        ByteBuffer chunk = taken(pool.take());
        ByteBuffer run = taken(pool.takeRun());
        pool.give(chunk.put(new byte[100]));
        pool.give(run.put(new byte[100]));
        assertThat(pool.inUse()).isZero();

        assertThat(pool.take()).isSameAs(chunk);
        assertThat(pool.takeRun()).isSameAs(run);
        assertThat(chunk.position()).isZero();
        assertThat(run.position()).isZero();
    }

    @Test
    void runs_and_single_chunks_have_one_bound() {
        Chunks pool = new Chunks(RUN + 2);
        pool.takeRun();

        assertThat(pool.takeRun()).isNull();
        assertThat(pool.take()).isNotNull();
        assertThat(pool.take()).isNotNull();
        assertThat(pool.take()).isNull();
        assertThat(pool.inUse()).isEqualTo(RUN + 2);
    }

    @Test
    void idle_memory_of_one_size_makes_room_for_the_other() {
        Chunks pool = new Chunks(RUN);
        pool.give(taken(pool.takeRun()));

        List<ByteBuffer> chunks = new ArrayList<>();
        for (int i = 0; i < RUN; i++) {
            chunks.add(taken(pool.take()));
        }
        assertThat(pool.take()).isNull();
        assertThat(pool.takeRun()).isNull();
        chunks.forEach(pool::give);

        assertThat(pool.takeRun()).isNotNull();
        assertThat(pool.inUse()).isEqualTo(RUN);
        assertThat(pool.take()).isNull();
    }

    @Test
    void a_run_that_has_no_room_leaves_idle_chunks_alone() {
        Chunks pool = new Chunks(RUN);
        ByteBuffer chunk = taken(pool.take());
        pool.take();
        pool.give(chunk);

        assertThat(pool.takeRun()).isNull();
        assertThat(pool.take()).isSameAs(chunk);
    }
}
