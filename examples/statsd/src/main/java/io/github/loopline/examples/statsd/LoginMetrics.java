package io.github.loopline.examples.statsd;

import com.timgroup.statsd.NonBlockingStatsDClientBuilder;
import com.timgroup.statsd.StatsDClient;
import java.net.InetSocketAddress;

/** Counts logins. */
public final class LoginMetrics implements AutoCloseable {

    private final StatsDClient statsd;

    public LoginMetrics(InetSocketAddress agent) {
        statsd = client().hostname(agent.getHostString()).port(agent.getPort()).build();
    }

    /** Takes {@code unix:///path} for datagrams, or {@code unixstream:///path}. */
    public LoginMetrics(String agent) {
        statsd = client().address(agent).build();
    }

    private static NonBlockingStatsDClientBuilder client() {
        return new NonBlockingStatsDClientBuilder()
                .prefix("shop")
                .constantTags("env:test")
                .enableTelemetry(false)
                .originDetectionEnabled(false)
                .enableAggregation(false);
    }

    public void loggedIn(String user) {
        statsd.incrementCounter("logins", "user:" + user);
    }

    public void activeSessions(int count) {
        statsd.recordGaugeValue("sessions", count);
    }

    @Override
    public void close() {
        statsd.close();
    }
}
