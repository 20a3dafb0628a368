package io.github.loopline.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.loopline.Loopback;
import io.github.loopline.net.FixtureException;
import io.github.loopline.testkit.Forked;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.parallel.Isolated;

/** In a JVM of its own that may not bind to ports below 1024. */
@Isolated // starts a process
class PrivilegedPortTests {

    private static final List<String> DROPPED =
            List.of("setpriv", "--bounding-set", "-net_bind_service", "--inh-caps", "-net_bind_service");

    /** The other JVM. */
    static final class Main {

        private Main() {}

        public static void main(String[] args) {
            try (Loopback net = Loopback.open()) {
                ConnectOutcome outcome = net.tcpClient(spec -> spec.port(1023))
                        .connectEx(new InetSocketAddress(InetAddress.getLoopbackAddress(), 9));
                System.out.println(outcome.kind() + " " + outcome.errno());
                net.tcpServer(spec -> spec.port(1023));
            } catch (FixtureException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void port_below_1024_needs_a_privilege() throws Exception {
        Path first = Path.of("/proc/sys/net/ipv4/ip_unprivileged_port_start");
        assumeTrue(Integer.parseInt(Files.readString(first).strip()) > 1023, "all ports are free for all here");
        assumeTrue(canDrop(), "the privilege cannot be taken away here");

        assertThat(Forked.runBy(DROPPED, Main.class).lines())
                .containsExactly(
                        "PERMISSION_DENIED 13",
                        "Cannot bind to 127.0.0.1:1023: Permission denied. Use port 0 for a free one.");
    }

    private static boolean canDrop() throws InterruptedException {
        List<String> command = new java.util.ArrayList<>(DROPPED);
        command.add("true");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false; // there is no such program
        }
    }
}
