package io.github.loopline.examples.tls;

import static io.github.loopline.check.Calls.call;
import static java.time.Duration.ofMinutes;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.loopline.check.Call;
import io.github.loopline.junit.LeakMode;
import io.github.loopline.junit.NetworkDefaults;
import io.github.loopline.junit.TcpServer;
import io.github.loopline.junit.Tls;
import io.github.loopline.stream.StreamServer;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What each client does of each behaviour is what README.md says. */
@NetworkDefaults(leaks = LeakMode.TELL) // Jedis leaves a socket open on JDK 17: see README.md
class TableTest {

    private static final List<String> NO_ROW = List.of("?", "?", "?", "?");

    static Stream<Arguments> cells() throws IOException {
        var rows = ReadmeTable.rows();
        return Behaviour.all().stream()
                .flatMap(behaviour -> Stream.of(Client.values())
                        .map(client -> arguments(
                                behaviour,
                                client,
                                rows.getOrDefault(behaviour.name(), NO_ROW).get(client.ordinal()))));
    }

    @ParameterizedTest(name = "{0}, {1}: {2}")
    @MethodSource("cells")
    void client_does_what_the_table_says(
            Behaviour behaviour, Client client, String expected, @TcpServer(tls = @Tls) StreamServer server) {
        server.tls(client.options(behaviour.options())).handle(connection -> behaviour.serve(connection, client));
        var place = Client.at(server, behaviour.shows().apply(server.trust()), behaviour.timeout());

        try (var asking = call(() -> client.ask(place))) {
            if (expected.equals(Outcome.WAITS)) {
                assertThatThrownBy(() -> asking.assertThat()
                                .within(behaviour.timeout().plusSeconds(2))
                                .returnsOrFails())
                        .hasMessageContaining("but it is still");
            } else {
                await().atMost(ofMinutes(1)).until(asking::isDone);
                assertThat(outcome(asking)).isEqualTo(expected);
            }
        }
    }

    private static String outcome(Call<String> asking) {
        try {
            return Outcome.of(asking.join());
        } catch (Exception e) {
            return Outcome.of(e);
        }
    }

    @Test
    void table_has_a_row_for_each_behaviour() throws IOException {
        assertThat(ReadmeTable.rows().keySet())
                .isEqualTo(Behaviour.all().stream().map(Behaviour::name).collect(toSet()));
    }
}
