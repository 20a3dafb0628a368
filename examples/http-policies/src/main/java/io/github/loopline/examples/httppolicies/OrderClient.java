package io.github.loopline.examples.httppolicies;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Looks orders up and places them. */
public final class OrderClient {

    private final HttpClient http;
    private final URI orders;
    private final Duration timeout;

    /** Wait for the head of an answer as long as {@code timeout}. */
    public OrderClient(HttpClient http, URI orders, Duration timeout) {
        this.http = http;
        this.orders = orders;
        this.timeout = timeout;
    }

    public String lookUp() throws IOException, InterruptedException {
        return send(request().GET());
    }

    public String place(String order) throws IOException, InterruptedException {
        return send(request().POST(BodyPublishers.ofString(order)));
    }

    /** Place an order, and send it once the server has said that it wants it. */
    public String placeIfWanted(String order) throws IOException, InterruptedException {
        return send(request().expectContinue(true).POST(BodyPublishers.ofString(order)));
    }

    private HttpRequest.Builder request() {
        return HttpRequest.newBuilder(orders).timeout(timeout);
    }

    private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), BodyHandlers.ofString()).body();
    }
}
