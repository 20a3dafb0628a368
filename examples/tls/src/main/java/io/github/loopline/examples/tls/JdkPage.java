package io.github.loopline.examples.tls;

import java.io.IOException;

/** A page that is read once with the JDK's HTTP client. */
public final class JdkPage {

    private JdkPage() {}

    public static String read(Place place) throws IOException, InterruptedException {
        return new PooledPage(place).read();
    }
}
