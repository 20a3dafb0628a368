package io.github.loopline.examples.wire;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

/** A page, read with {@code java.net.http}. */
public final class ClientPage {

    private ClientPage() {}

    public static String read(Place place) throws IOException, InterruptedException {
        var client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        var request = HttpRequest.newBuilder(URI.create("http://" + place.host() + ":" + place.port() + "/"))
                .timeout(place.timeout())
                .build();
        return client.send(request, BodyHandlers.ofString()).body();
    }
}
