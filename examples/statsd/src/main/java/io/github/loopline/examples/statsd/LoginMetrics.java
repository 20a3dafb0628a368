package io.github.loopline.examples.statsd;

import com.timgroup.statsd.NonBlockingStatsDClientBuilder;
import com.timgroup.statsd.StatsDClient;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;

/** Counts logins. */
public final class LoginMetrics implements AutoCloseable {

    private final StatsDClient statsd;

    public LoginMetrics(InetSocketAddress agent) {
        statsd = client().hostname(agent.getHostString()).port(agent.getPort()).build();
    }

    public LoginMetrics(UnixDomainSocketAddress agent) {
        statsd = client().address("unixstream://" + agent.getPath()).build();
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
