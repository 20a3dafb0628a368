package io.github.loopline.examples.statsd;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.github.loopline.datagram.DatagramPeer;
import io.github.loopline.junit.RefusedPort;
import io.github.loopline.junit.UdpPeer;
import io.github.loopline.junit.UnixPeer;
import io.github.loopline.junit.UnixServer;
import io.github.loopline.net.Protocol;
import io.github.loopline.stream.StreamServer;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class LoginMetricsTest {

    @Test
    void login_is_counted(@UdpPeer DatagramPeer agent) {
        try (var metrics = new LoginMetrics(agent.address())) {
            metrics.loggedIn("ada");

            assertThat(agent).within(ofSeconds(5)).hasReceived("shop.logins:1|c|#env:test,user:ada\n");
        }
    }

    @Test
    void every_login_is_counted(@UdpPeer DatagramPeer agent) {
        try (var metrics = new LoginMetrics(agent.address())) {
            metrics.loggedIn("ada");
            metrics.loggedIn("bob");
            metrics.activeSessions(2);

            assertThat(agent).within(ofSeconds(5)).hasReceivedContaining("shop.logins:1|c|#env:test,user:ada\n");
            assertThat(agent).within(ofSeconds(5)).hasReceivedContaining("shop.logins:1|c|#env:test,user:bob\n");
            assertThat(agent).within(ofSeconds(5)).hasReceivedContaining("shop.sessions:2|g|#env:test\n");
        }
    }

    @Test
    void nothing_is_sent_when_nothing_happens(@UdpPeer DatagramPeer agent) {
        try (var metrics = new LoginMetrics(agent.address())) {
            assertThat(agent).hasReceivedNothingFor(ofMillis(300));
        }
    }

    @Test
    void login_does_not_need_an_agent(@RefusedPort(protocol = Protocol.UDP) InetSocketAddress nobody) {
        try (var metrics = new LoginMetrics(nobody)) {
            assertThatCode(() -> metrics.loggedIn("ada")).doesNotThrowAnyException();
        }
    }

    @Test
    void login_is_counted_over_a_unix_stream(@UnixServer StreamServer agent) {
        try (var metrics = new LoginMetrics("unixstream://" + agent.path())) {
            metrics.loggedIn("ada");

            assertThat(agent)
                    .within(ofSeconds(5))
                    .connection(0)
                    .hasReceived("\043\0\0\0shop.logins:1|c|#env:test,user:ada\n");
        }
    }

    @Test
    void login_is_counted_over_unix_datagrams(@UnixPeer DatagramPeer agent) {
        try (var metrics = new LoginMetrics("unix://" + agent.path())) {
            metrics.loggedIn("ada");

            assertThat(agent).within(ofSeconds(5)).hasReceived("shop.logins:1|c|#env:test,user:ada\n");
        }
    }

    @Test
    void login_does_not_wait_for_an_agent_that_hangs(@UnixPeer DatagramPeer agent) {
        agent.stopReading(); // the kernel's queue fills, and a sender would have to wait
        try (var metrics = new LoginMetrics("unix://" + agent.path())) {
            assertTimeoutPreemptively(ofSeconds(20), () -> {
                for (int i = 0; i < 20_000; i++) {
                    metrics.loggedIn("ada");
                }
            });
            agent.resumeReading();

            assertThat(agent).within(ofSeconds(5)).hasReceivedContaining("shop.logins:1|c|#env:test,user:ada\n");
        }
    }
}
