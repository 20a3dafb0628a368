package io.github.loopline.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.internal.engine.Chunks;
import io.github.loopline.net.FixtureException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordingTests {

    private static final int CHUNK = Chunks.BYTES;

    private final Chunks pool = new Chunks(8);
    private final Track owner = new EventLog().track(null, -1, "tcp-server:1", 0);

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "4096, 4096", "4097, 65536", "65536, 65536", "65537, 131072"})
    void a_limit_above_a_small_array_is_rounded_up_to_whole_chunks(int limit, int kept) {
        Recording recording = new Recording(limit, pool);

        append(recording, bytes(3 * CHUNK));

        assertThat(recording.size()).isEqualTo(3 * CHUNK);
        assertThat(recording.kept()).isEqualTo(kept);
        assertThat(recording.copy(0, kept)).isEqualTo(Arrays.copyOf(bytes(3 * CHUNK), kept));
        assertThat(recording.keeps(kept)).isTrue();
        assertThat(recording.keeps(kept + 1)).isFalse();
    }

    @Test
    void nothing_has_come_at_first() {
        Recording recording = new Recording(0, pool);

        assertThat(recording.all(owner)).isEmpty();
        assertThat(recording.digest()).isEqualTo(sha256(new byte[0]));
        assertThat(recording.size()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 127, 128, 129, 4095, 4096, 4097, 65535, 65536, 65537, 200_000})
    void bytes_come_out_as_they_went_in(int size) {
        for (int piece : new int[] {1 + size / 7, 1000, 4096, size}) {
            Recording recording = new Recording(1 << 20, pool);
            byte[] bytes = bytes(size);

            appendInPieces(recording, bytes, piece);

            assertThat(recording.all(owner)).isEqualTo(bytes);
            assertThat(recording.copy(size / 3, size)).isEqualTo(Arrays.copyOfRange(bytes, size / 3, size));
            recording.release();
        }
        assertThat(pool.inUse()).isZero();
    }

    /** The digest must be that of all bytes wherever the limit, the small array and the chunks end. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100, 4095, 4096, 4097, 65_536, 100_000})
    void the_digest_is_of_all_bytes_at_every_size_around_the_borders(int limit) {
        byte[] bytes = bytes(2 * CHUNK + 2);
        for (int border : new int[] {1, 4096, limit, CHUNK, 2 * CHUNK}) {
            for (int size = Math.max(0, border - 2); size <= border + 2 && size <= bytes.length; size++) {
                Recording recording = new Recording(limit, pool);
                appendInPieces(recording, Arrays.copyOf(bytes, size), 3000);

                assertThat(recording.digest()).as("%d bytes", size).isEqualTo(sha256(Arrays.copyOf(bytes, size)));
                recording.release();
            }
        }
    }

    @Test
    void the_digest_can_be_asked_for_again_and_again_while_bytes_come() {
        byte[] bytes = bytes(70_000);
        Recording recording = new Recording(68_000, pool);

        for (int size = 0; size < bytes.length; size += 500) {
            append(recording, Arrays.copyOfRange(bytes, size, size + 500));
            assertThat(recording.digest()).isEqualTo(sha256(Arrays.copyOf(bytes, size + 500)));
        }
    }

    @Test
    void the_engine_reads_into_the_last_chunk_and_elsewhere_into_its_scratch_buffer() {
        Recording recording = new Recording(CHUNK, pool);
        ByteBuffer scratch = ByteBuffer.allocate(CHUNK);
        byte[] bytes = bytes(2 * CHUNK);

        assertThat(recording.target(scratch)).isSameAs(scratch);
        append(recording, Arrays.copyOf(bytes, 5000));
        ByteBuffer target = recording.target(scratch);
        assertThat(target).isNotSameAs(scratch);
        int from = target.position();
        target.put(bytes, 5000, target.remaining());
        recording.commit(target, from);
        assertThat(recording.size()).isEqualTo(CHUNK);
        assertThat(recording.all(owner)).isEqualTo(Arrays.copyOf(bytes, CHUNK));

        assertThat(recording.target(scratch)).isSameAs(scratch); // the limit is reached
        scratch.put(bytes, CHUNK, CHUNK);
        recording.commit(scratch, 0);
        assertThat(recording.digest()).isEqualTo(sha256(bytes));
    }

    @Test
    void all_bytes_are_refused_once_some_are_not_kept() {
        Recording recording = new Recording(10, pool);

        append(recording, bytes(25));

        assertThatThrownBy(() -> recording.all(owner))
                .isInstanceOf(FixtureException.class)
                .hasMessage("Not all 25 bytes of tcp-server:1 were kept but 10."
                        + " Raise recordingLimit, or compare counts and digests.");
        assertThat(recording.copy(0, recording.kept())).isEqualTo(bytes(10));
    }

    @ParameterizedTest
    @CsvSource({"0, 32768", "10, 32768", "4096, 32768", "65536, 32768", "0, 65536", "65536, 65536", "131072, 131072"})
    void a_reader_gets_every_byte_beyond_the_limit(int limit, int piece) {
        Recording recording = new Recording(limit, pool);
        recording.attachReader();
        byte[] bytes = bytes(6 * CHUNK);
        byte[] read = new byte[bytes.length];

        for (int at = 0; at < bytes.length; at += piece) {
            append(recording, Arrays.copyOfRange(bytes, at, at + piece));
            byte[] taken = recording.take(piece);
            System.arraycopy(taken, 0, read, at, taken.length);
        }

        assertThat(read).isEqualTo(bytes);
        assertThat(recording.digest()).isEqualTo(sha256(bytes));
        assertThat(recording.backlog()).isZero();
        assertThat(recording.copy(0, recording.kept())).isEqualTo(Arrays.copyOf(bytes, limit));
        assertThat(pool.inUse())
                .as("chunks that the reader has left behind are given back")
                .isLessThanOrEqualTo(2);
    }

    /** Those bytes must be hashed as they come: the reader may have given them back when somebody asks for the digest. */
    @Test
    void beyond_the_limit_the_engine_reads_into_its_scratch_buffer_also_for_a_reader() {
        Recording recording = new Recording(CHUNK, pool);
        recording.attachReader();
        append(recording, bytes(CHUNK + 10));
        ByteBuffer scratch = ByteBuffer.allocate(CHUNK);

        assertThat(recording.target(scratch)).isSameAs(scratch);
        assertThat(recording.take(CHUNK + 10)).isEqualTo(bytes(CHUNK + 10));
    }

    @Test
    void the_backlog_counts_what_only_the_reader_needs() {
        Recording recording = new Recording(10, pool);
        append(recording, bytes(4));
        assertThat(recording.backlog()).isZero();
        recording.attachReader();
        append(recording, bytes(26));

        assertThat(recording.backlog()).isEqualTo(20); // the first ten stay in any case
        recording.take(25);
        assertThat(recording.backlog()).isEqualTo(5);
    }

    @Test
    void a_reader_that_comes_late_is_told_where_bytes_were_lost() {
        Recording recording = new Recording(10, pool);
        append(recording, bytes(25));

        recording.attachReader();
        append(recording, bytes(5));

        assertThat(recording.readable()).isEqualTo(10);
        assertThat(recording.size()).isEqualTo(30);
    }

    @Test
    void a_delimiter_is_found_across_chunks_and_behind_the_reader_only() {
        Recording recording = new Recording(2 * CHUNK, pool);
        byte[] bytes = new byte[CHUNK + 100];
        bytes[3] = '\r';
        bytes[4] = '\n';
        bytes[CHUNK - 1] = '\r';
        bytes[CHUNK] = '\n';
        append(recording, bytes);
        byte[] delimiter = {'\r', '\n'};

        assertThat(recording.indexOf(delimiter, 0)).isEqualTo(3);
        recording.take(5);
        assertThat(recording.indexOf(delimiter, 0)).isEqualTo(CHUNK - 1);
        recording.take(CHUNK);
        assertThat(recording.indexOf(delimiter, 0)).isEqualTo(-1);
    }

    @Test
    void an_empty_pool_ends_the_recording_and_is_told() {
        Recording recording = new Recording(1 << 20, new Chunks(2));
        byte[] bytes = bytes(3 * CHUNK);

        append(recording, bytes);

        assertThat(recording.size()).isEqualTo(3 * CHUNK);
        assertThat(recording.kept()).isEqualTo(2 * CHUNK);
        assertThat(recording.readable()).isEqualTo(2 * CHUNK);
        assertThat(recording.digest()).isEqualTo(sha256(bytes));
        assertThatThrownBy(() -> recording.all(owner))
                .hasMessage("Not all 196608 bytes of tcp-server:1 were kept but 131072."
                        + " The memory for recordings is used up: close fixtures earlier, or give the JVM more.");
    }

    @Test
    void memory_that_comes_back_later_does_not_leave_a_hole() {
        Chunks one = new Chunks(1);
        ByteBuffer taken = one.take();
        Recording recording = new Recording(1 << 20, one);
        append(recording, bytes(5000));
        one.give(taken);

        append(recording, bytes(5000));

        assertThat(recording.kept()).isEqualTo(4096);
        assertThat(recording.size()).isEqualTo(10_000);
        assertThat(one.inUse()).isZero();
    }

    /** A long stream is kept in runs of chunks once it has as many bytes as a run: where they begin and end must not show. */
    @ParameterizedTest
    @CsvSource({"1000, 64, 24", "65536, 64, 24", "300000, 64, 24", "300000, 23, 21", "1000, 21, 21"})
    void a_long_stream_comes_out_as_it_went_in_whatever_the_pool_has(int piece, int most, int used) {
        Chunks chunks = new Chunks(most);
        Recording recording = new Recording(4 << 20, chunks);
        byte[] bytes = bytes(21 * CHUNK);
        bytes[8 * CHUNK - 1] = bytes[8 * CHUNK] = 0;

        appendInPieces(recording, bytes, piece);

        assertThat(recording.all(owner)).isEqualTo(bytes);
        for (int at = CHUNK; at < bytes.length; at += CHUNK) {
            assertThat(recording.copy(at - 3, at + 3)).isEqualTo(Arrays.copyOfRange(bytes, at - 3, at + 3));
        }
        assertThat(recording.indexOf(new byte[] {0, 0}, 8 * CHUNK - 1)).isEqualTo(8 * CHUNK - 1);
        assertThat(recording.digest()).isEqualTo(sha256(bytes));
        assertThat(chunks.inUse()).isEqualTo(used);
        recording.release();
        assertThat(chunks.inUse()).isZero();
    }

    @Test
    void the_engine_reads_more_at_once_the_more_has_come_but_never_beyond_the_limit() {
        Recording recording = new Recording(9 * CHUNK, new Chunks(16));
        ByteBuffer scratch = ByteBuffer.allocate(CHUNK);
        append(recording, bytes(5000));
        List<Integer> rooms = new ArrayList<>();

        ByteBuffer target = recording.target(scratch);
        while (target != scratch) {
            rooms.add(target.remaining());
            int from = target.position();
            recording.commit(target.position(target.limit()), from);
            target = recording.target(scratch);
        }

        assertThat(rooms).containsExactly(CHUNK - 5000, CHUNK, CHUNK, CHUNK, 4 * CHUNK, CHUNK);
        assertThat(recording.kept()).isEqualTo(9 * CHUNK);
    }

    @Test
    void a_reader_of_a_long_stream_gets_every_byte_and_gives_back_what_it_leaves_behind() {
        Chunks chunks = new Chunks(16);
        Recording recording = new Recording(9 * CHUNK, chunks);
        recording.attachReader();
        byte[] bytes = bytes(30 * CHUNK);

        for (int at = 0; at < bytes.length; at += CHUNK) {
            byte[] piece = Arrays.copyOfRange(bytes, at, at + CHUNK);
            append(recording, piece);
            assertThat(recording.take(CHUNK)).isEqualTo(piece);
        }

        assertThat(chunks.inUse()).isBetween(9, 10);
        assertThat(recording.copy(0, 9 * CHUNK)).isEqualTo(Arrays.copyOf(bytes, 9 * CHUNK));
        assertThat(recording.digest()).isEqualTo(sha256(bytes));
    }

    @Test
    void a_released_recording_gives_its_memory_back_and_only_counts() {
        Recording recording = new Recording(1 << 20, pool);
        append(recording, bytes(100_000));
        assertThat(pool.inUse()).isEqualTo(2);

        recording.release();
        append(recording, bytes(10));

        assertThat(pool.inUse()).isZero();
        assertThat(recording.keeps(1)).isFalse();
        String gone = "The recording is gone: its Loopback is closed. Look at it before the close.";
        assertThatThrownBy(() -> recording.all(owner)).hasMessage(gone);
        assertThatThrownBy(() -> recording.copy(0, 0)).hasMessage(gone);
        assertThatThrownBy(recording::digest).hasMessage(gone);
        assertThatThrownBy(() -> recording.indexOf(new byte[1], 0)).hasMessage(gone);
    }

    private static void append(Recording recording, byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        recording.append(buffer);
        assertThat(buffer.remaining()).isEqualTo(bytes.length);
    }

    private static void appendInPieces(Recording recording, byte[] bytes, int piece) {
        for (int at = 0; at < bytes.length; at += piece) {
            append(recording, Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + piece)));
        }
    }

    private static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        new Random(1).nextBytes(bytes);
        return bytes;
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
