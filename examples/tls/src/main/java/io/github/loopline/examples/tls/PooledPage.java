package io.github.loopline.examples.tls;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

/** A page that is read again and again with the JDK's HTTP client, over connections that it keeps. */
public final class PooledPage {

    private final HttpClient http;
    private final HttpRequest request;

    public PooledPage(Place place) {
        http = HttpClient.newBuilder().sslContext(place.tls()).build();
        var page = URI.create("https://" + place.host() + ":" + place.port() + "/");
        request = HttpRequest.newBuilder(page).timeout(place.timeout()).build();
    }

    public String read() throws IOException, InterruptedException {
        return http.send(request, BodyHandlers.ofString()).body();
    }
}
