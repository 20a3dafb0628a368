package io.github.loopline.examples.tls;

import java.time.Duration;
import javax.net.ssl.SSLContext;

/** Where a server is, whom to believe that it is it, and how long to wait for it. */
public record Place(String host, int port, SSLContext tls, Duration timeout) {

    int millis() {
        return (int) timeout.toMillis();
    }
}
