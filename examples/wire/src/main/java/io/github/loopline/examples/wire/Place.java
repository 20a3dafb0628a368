package io.github.loopline.examples.wire;

import java.time.Duration;

/** Where a server is, and how long to wait for it. */
public record Place(String host, int port, Duration timeout) {

    int millis() {
        return (int) timeout.toMillis();
    }
}
