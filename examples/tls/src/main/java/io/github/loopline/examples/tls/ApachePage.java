package io.github.loopline.examples.tls;

import java.io.IOException;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.util.Timeout;

/** A page that is read with Apache's HTTP client. */
public final class ApachePage {

    private ApachePage() {}

    public static String read(Place place) throws IOException {
        var timeout = Timeout.of(place.timeout());
        var connections = PoolingHttpClientConnectionManagerBuilder.create()
                .setTlsSocketStrategy(new DefaultClientTlsStrategy(place.tls()))
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(timeout) // of the handshake too
                        .setSocketTimeout(timeout)
                        .build())
                .build();
        try (var http = HttpClients.custom()
                .setConnectionManager(connections)
                .disableAutomaticRetries()
                .build()) {
            var page = new HttpGet("https://" + place.host() + ":" + place.port() + "/");
            return http.execute(page, response -> EntityUtils.toString(response.getEntity()));
        }
    }
}
