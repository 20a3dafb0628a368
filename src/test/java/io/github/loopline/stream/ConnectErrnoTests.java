package io.github.loopline.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.loopline.Loopback;
import io.github.loopline.net.FixtureException;
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

    /** Run in the other network, without the privilege. */
    static final class BindMain {

        private BindMain() {}

        public static void main(String[] args) {
            try (Loopback net = Loopback.open()) {
                Main.tell(net.tcpClient(spec -> spec.port(1023)).connectEx(new InetSocketAddress("127.0.0.1", 9)));
                net.tcpServer(spec -> spec.port(1023));
            } catch (FixtureException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    @Test
    void routes_and_limits_of_the_kernel_are_told() throws Exception {
        assertThat(Forked.runBy(elsewhere(SETUP + " && exec"), Main.class).lines())
                .containsExactly(
                        "HOST_UNREACHABLE 113 java.net.NoRouteToHostException: No route to host",
                        "PERMISSION_DENIED 13 java.net.BindException: Permission denied",
                        "INVALID_ARGUMENT 22 java.net.SocketException: Invalid argument",
                        "TIMED_OUT 110 java.net.ConnectException: Connection timed out",
                        "ADDRESS_NOT_AVAILABLE 99 java.net.BindException: Cannot assign requested address");
    }

    @Test
    void port_below_1024_needs_a_privilege() throws Exception {
        String drop = "exec setpriv --bounding-set -net_bind_service --inh-caps -net_bind_service";

        assertThat(Forked.runBy(elsewhere("ip link set lo up && " + drop), BindMain.class)
                        .lines())
                .containsExactly(
                        "PERMISSION_DENIED 13 java.net.BindException: Permission denied",
                        "Cannot bind to 127.0.0.1:1023: Permission denied. Use port 0 for a free one.");
    }

    /** Gives what runs a command in a network of its own. */
    private static List<String> elsewhere(String before) throws InterruptedException {
        List<String> elsewhere = List.of("unshare", "-Urn", "sh", "-c", before + " \"$@\"", "sh");
        assumeTrue(succeeds(elsewhere), "no user namespaces here, or no ip, or no setpriv");
        return elsewhere;
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
