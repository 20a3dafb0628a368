package io.github.loopline.examples.plain;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.loopline.Loopback;
import java.net.ConnectException;
import java.net.SocketTimeoutException;

/** Checks the client without a test framework: an exit code other than 0 says that it failed, the output says how. */
final class GreeterCheck {

    public static void main(String[] args) throws Exception {
        greets();
        givesUp();
        System.out.println("GreeterClient greets, and gives up when it must.");
    }

    static void greets() throws Exception {
        try (var net = Loopback.open()) {
            var server = net.tcpServer();
            server.handle(connection -> connection.expect("HELO\r\n").send("250 ok\r\n"));

            try (var client = new GreeterClient(server.address())) {
                assertThat(client.greet()).isEqualTo("ok");
            }

            assertThat(server).connection(0).hasReceived("HELO\r\n");
            net.verify();
        }
    }

    static void givesUp() throws Exception {
        try (var net = Loopback.open()) {
            var mute = net.tcpServer(spec -> spec.backlog(1));
            var refused = net.refusedPort();
            var unresponsive = net.unresponsivePort();

            assertThatThrownBy(() -> new GreeterClient(refused)).isInstanceOf(ConnectException.class);
            assertThatThrownBy(() -> new GreeterClient(unresponsive, ofMillis(200)))
                    .isInstanceOf(SocketTimeoutException.class);
            try (var client = new GreeterClient(mute.address(), ofMillis(200))) {
                assertThatThrownBy(client::greet).isInstanceOf(SocketTimeoutException.class);
            }
        }
    }

    private GreeterCheck() {}
}
