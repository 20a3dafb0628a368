package io.github.loopline.examples.wire;

import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;

/** A page, read with {@code HttpURLConnection}. */
public final class UrlPage {

    private UrlPage() {}

    public static String read(Place place) throws IOException {
        var connection = new URL("http", place.host(), place.port(), "/").openConnection();
        connection.setConnectTimeout(place.millis());
        connection.setReadTimeout(place.millis());
        try (var in = connection.getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
