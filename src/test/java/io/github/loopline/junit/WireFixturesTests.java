package io.github.loopline.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What a run of the matrix has opened. */
class WireFixturesTests {

    @Test
    void nobody_who_asks_for_them_waits_while_they_close() {
        WireFixtures fixtures = new WireFixtures();
        AtomicBoolean asked = new AtomicBoolean();
        AutoCloseable slow = () -> {
            Thread asking = new Thread(fixtures::covered, "asks");
            asking.setDaemon(true);
            asking.start();
            asking.join(10_000);
            asked.set(!asking.isAlive());
        };
        fixtures.add(slow);

        fixtures.close();

        assertThat(asked).isTrue();
    }
}
