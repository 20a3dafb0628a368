package io.github.loopline.internal.posix;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.internal.SocketTable;
import io.github.loopline.net.CapabilityException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Which way is chosen, by how long the table takes on a clock that only the table moves. */
class SocketLookupTests {

    private static final InetSocketAddress NOBODY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private final List<String> asked = new ArrayList<>();
    private long clock;
    private int tableMillis;
    private long answer = 7;

    private final SocketLookup lookup = new SocketLookup(this::table, this::kernel, () -> clock);
    private final SocketLookup withoutJna = new SocketLookup(this::table, this::missing, () -> clock);

    @Test
    void a_short_table_is_read_each_time() {
        tableMillis = 1;

        assertThat(look(lookup, 3)).containsExactly(5L, 5L, 5L);
        assertThat(asked).containsExactly("table", "table", "table");
    }

    @Test
    void behind_a_long_table_the_kernel_is_asked() {
        tableMillis = 2;

        assertThat(look(lookup, 3)).containsExactly(5L, 7L, 7L);
        assertThat(asked).containsExactly("table", "kernel", "kernel");
    }

    @Test
    void that_the_kernel_knows_no_such_socket_is_an_answer() {
        tableMillis = 2;
        answer = SocketTable.UNKNOWN;

        assertThat(look(lookup, 3)).containsExactly(5L, SocketTable.UNKNOWN, SocketTable.UNKNOWN);
        assertThat(asked).containsExactly("table", "kernel", "kernel");
    }

    @Test
    void where_the_kernel_does_not_let_itself_be_asked_the_table_tells() {
        tableMillis = 100;
        answer = SocketDiag.NO_ANSWER;

        assertThat(look(lookup, 3)).containsExactly(5L, 5L, 5L);
        assertThat(asked).containsExactly("table", "kernel", "table", "table");
        assertThat(lookup.isTooLong()).isFalse();
    }

    @Test
    void without_jna_a_table_of_100_ms_is_still_read() {
        tableMillis = 100;

        assertThat(look(withoutJna, 3)).containsExactly(5L, 5L, 5L);
        assertThat(withoutJna.isTooLong()).isFalse();
        assertThat(asked).containsExactly("table", "missing", "table", "table");
    }

    @Test
    void without_jna_a_longer_one_is_not_read_again() {
        tableMillis = 101;

        assertThat(look(withoutJna, 3)).containsExactly(5L, SocketTable.UNKNOWN, SocketTable.UNKNOWN);
        assertThat(withoutJna.isTooLong()).isTrue();
        assertThat(asked).containsExactly("table", "missing");
    }

    @Test
    void a_new_choice_looks_at_the_table_again() {
        tableMillis = 101;
        withoutJna.choose();
        tableMillis = 1;
        withoutJna.choose();

        assertThat(look(withoutJna, 1)).containsExactly(5L);
        assertThat(withoutJna.isTooLong()).isFalse();
    }

    private static List<Long> look(SocketLookup lookup, int times) {
        List<Long> answers = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            answers.add(lookup.look(NOBODY, NOBODY));
        }
        return answers;
    }

    private long table(InetSocketAddress local, InetSocketAddress remote) {
        asked.add("table");
        clock += TimeUnit.MILLISECONDS.toNanos(tableMillis);
        return 5;
    }

    private long kernel(InetSocketAddress local, InetSocketAddress remote) {
        asked.add("kernel");
        return answer;
    }

    private long missing(InetSocketAddress local, InetSocketAddress remote) {
        asked.add("missing");
        throw new CapabilityException("no JNA", null);
    }
}
