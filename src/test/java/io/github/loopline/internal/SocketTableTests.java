package io.github.loopline.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.loopline.internal.SocketTable.Row;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The kernel's tables, as it writes them. */
class SocketTableTests {

    private static final String NAMES =
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid\n";

    @Test
    void a_connection_that_moves_while_the_table_is_read_is_one_as_it_was_read_last() throws IOException {
        assertThat(rows("tcp", """
                   1: 0100007F:1F90 0100007F:C350 01 00000000:00000003 00:00000000 00000000     0        0 4711 1 0
                   2: 0100007F:1F90 0100007F:C351 01 00000000:00000000 00:00000000 00000000     0        0 4712 1 0
                   3: 0100007F:1F90 0100007F:C350 05 00000000:00000004 00:00000000 00000000     0        0 0 1 0
                """).values())
                .extracting(row -> row.remote().getPort(), Row::state, Row::unread)
                .containsExactly(tuple(50_000, "FIN_WAIT2", 4L), tuple(50_001, "ESTABLISHED", 0L));
    }

    @Test
    void sockets_that_share_an_address_are_several() throws IOException {
        String shared = """
                   1: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0
                   2: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4712 1 0
                """;
        assertThat(rows("tcp", shared)).hasSize(2);
        assertThat(rows("udp", shared)).hasSize(2);
    }

    @Test
    void the_end_of_the_peer_is_no_byte() throws IOException {
        assertThat(rows("tcp", """
                   1: 0100007F:1F90 0100007F:C350 08 00000000:00000001 00:00000000 00000000     0        0 4711 1 0
                   2: 0100007F:1F90 0100007F:C351 08 00000000:00000008 00:00000000 00000000     0        0 4712 1 0
                   3: 0100007F:1F90 0100007F:C352 08 00000000:00000000 00:00000000 00000000     0        0 4713 1 0
                   4: 0100007F:1F90 0100007F:C353 01 00000000:00000001 00:00000000 00000000     0        0 4714 1 0
                """).values()).extracting(Row::unread).containsExactly(0L, 7L, 0L, 1L);
    }

    private static Map<String, Row> rows(String table, String lines) throws IOException {
        Map<String, Row> rows = new LinkedHashMap<>();
        SocketTable.read(table, new BufferedReader(new StringReader(NAMES + lines)), rows);
        return rows;
    }
}
