package io.github.loopline.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.loopline.Loopback;
import io.github.loopline.testkit.Forked;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** What only routes and limits of the kernel bring about, in a network of its own, where anybody may change them. */
@Isolated // starts processes
class ConnectErrnoTests {

    private static final Path SETTINGS = Path.of("/proc/sys/net/ipv4");

    private static final String SETUP = "ip link set lo up"
            + " && ip route add unreachable 127.90.0.1/32 table local"
            + " && ip route add prohibit 127.90.0.2/32 table local"
            + " && ip route add blackhole 127.90.0.3/32 table local"
            + " && echo 1 > " + SETTINGS + "/tcp_syn_retries";

    /** Run in the other network. */
    static final class Main {

        private Main() {}

        public static void main(String[] args) throws IOException {
            try (Loopback net = Loopback.open()) {
                StreamClient client = net.tcpClient(spec -> spec.timeout(Duration.ofSeconds(30)));
                for (int i = 1; i <= 3; i++) {
                    tell(client.connectEx(new InetSocketAddress("127.90.0." + i, 9)));
                }
                tell(client.connectEx(net.unresponsivePort()));
                StreamServer server = net.tcpServer();
                Files.writeString(SETTINGS.resolve("ip_local_port_range"), "61000 61000");
                net.connectTo(server);
                tell(client.connectEx(server.address()));
            }
        }

        private static void tell(ConnectOutcome outcome) {
            System.out.println(outcome.kind() + " " + outcome.errno() + " " + outcome.cause());
        }
    }

    @Test
    void routes_and_limits_of_the_kernel_are_told() throws Exception {
        List<String> elsewhere =
                new ArrayList<>(List.of("unshare", "-Urn", "sh", "-c", SETUP + " && exec \"$@\"", "sh"));
        assumeTrue(succeeds(elsewhere), "no user namespaces here, or no ip");

        assertThat(Forked.runBy(elsewhere, Main.class).lines())
                .containsExactly(
                        "HOST_UNREACHABLE 113 java.net.NoRouteToHostException: No route to host",
                        "PERMISSION_DENIED 13 java.net.BindException: Permission denied",
                        "INVALID_ARGUMENT 22 java.net.SocketException: Invalid argument",
                        "TIMED_OUT 110 java.net.ConnectException: Connection timed out",
                        "ADDRESS_NOT_AVAILABLE 99 java.net.BindException: Cannot assign requested address");
    }

    private static boolean succeeds(List<String> prefix) throws InterruptedException {
        List<String> all = new ArrayList<>(prefix);
        all.add("true");
        try {
            Process process = new ProcessBuilder(all)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false; // there is no such program
        }
    }
}
