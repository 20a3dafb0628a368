package io.github.loopline.examples.httptimeouts;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Fetches and adds quotes. */
public final class QuoteClient {

    private final HttpClient http;
    private final URI quotes;
    private final Duration timeout;

    public QuoteClient(InetSocketAddress server, Duration timeout) {
        this.timeout = timeout;
        http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(timeout)
                .build();
        quotes = URI.create("http://" + server.getHostString() + ":" + server.getPort() + "/quote");
    }

    /** Fetch the quote, or fail within about twice the timeout. */
    public String quote() throws IOException {
        return send(HttpRequest.newBuilder(quotes).build());
    }

    /** Add a quote, or fail within about twice the timeout. */
    public void add(String quote) throws IOException {
        send(HttpRequest.newBuilder(quotes).POST(BodyPublishers.ofString(quote)).build());
    }

    private String send(HttpRequest request) throws IOException {
        // HttpRequest.timeout ends with the response's headers, so it would not end the wait for a body.
        var pending = http.sendAsync(request, BodyHandlers.ofString());
        try {
            return pending.get(2 * timeout.toMillis(), TimeUnit.MILLISECONDS).body();
        } catch (TimeoutException e) {
            pending.cancel(true);
            throw new HttpTimeoutException("No complete answer in time.");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
    }
}
