package io.github.loopline.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.Loopback;
import io.github.loopline.internal.posix.Constants;
import io.github.loopline.internal.posix.NativeSocket;
import io.github.loopline.junit.EnabledIfSocket;
import io.github.loopline.net.Family;
import io.github.loopline.net.SocketType;
import io.github.loopline.net.UnnamedUnixAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** In a JVM of its own, since in this one the other tests have sockets open. */
@Isolated // see Forked
class LeakCheckTests {

    @Test
    @EnabledIfSocket(family = Family.UNIX, type = SocketType.SEQPACKET)
    void what_is_left_is_told_and_what_the_library_keeps_is_not() throws Exception {
        List<String> lines = Forked.run(Main.class, "--enable-native-access=ALL-UNNAMED")
                .lines()
                .toList();

        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).isEqualTo("clean");
        assertThat(lines.get(1))
                .startsWith("The tests left behind: [")
                .containsPattern("file /tmp/u[0-9]+[,\\]]")
                .containsPattern("socket:\\[[0-9]+\\] unix [^,]* 0005 01 [0-9]+ @[0-9a-f]+[,\\]]") // SEQPACKET
                .containsPattern("socket:\\[[0-9]+\\][,\\]]") // never bound, so that no table has it
                .contains("thread [packet-server:left]");
    }

    static final class Main {

        private Main() {}

        public static void main(String[] arguments) throws Exception {
            LeakCheck clean = opened();
            try (Loopback net = Loopback.open()) {
                net.connectTo(net.tcpServer().echo()).send("x").receive(1);
                net.connectTo(net.packetServer().echo()).send("x").receive();
                net.unixPeer().sendTo(net.unixPeer(), "x");
            }
            System.out.println(left(clean));

            LeakCheck leaking = opened();
            Path file = Files.createTempDirectory(Path.of("/tmp"), "u");
            Thread thread = new Thread(Main::sleep, "packet-server:left");
            thread.setDaemon(true);
            thread.start();
            try (NativeSocket bound = NativeSocket.open(Constants.AF_UNIX, Constants.SOCK_SEQPACKET, 0);
                    SocketChannel fresh = SocketChannel.open()) {
                bound.bind(UnnamedUnixAddress.INSTANCE);
                System.out.println(left(leaking));
            } finally {
                Files.delete(file);
            }
        }

        private static LeakCheck opened() {
            LeakCheck check = new LeakCheck(Duration.ofSeconds(1));
            check.launcherSessionOpened(null);
            return check;
        }

        private static String left(LeakCheck check) {
            try {
                check.launcherSessionClosed(null);
                return "clean";
            } catch (AssertionError e) {
                return e.getMessage();
            }
        }

        private static void sleep() {
            synchronized (Main.class) {
                try {
                    Main.class.wait();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }
}
