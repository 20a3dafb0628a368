package io.github.loopline.examples.tls;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

/** A page that is read with the JDK's HTTP client. */
public final class JdkPage {

    private JdkPage() {}

    public static String read(Place place) throws IOException, InterruptedException {
        var http = HttpClient.newBuilder().sslContext(place.tls()).build();
        var page = URI.create("https://" + place.host() + ":" + place.port() + "/");
        var request = HttpRequest.newBuilder(page).timeout(place.timeout()).build();
        return http.send(request, BodyHandlers.ofString()).body();
    }
}
