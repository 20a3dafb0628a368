package io.github.loopline.internal.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.loopline.Loopback;
import io.github.loopline.fixture.SocketProbe;
import io.github.loopline.net.CapabilityException;
import io.github.loopline.net.Family;
import io.github.loopline.net.SocketType;
import io.github.loopline.testkit.Forked;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** JNA is loaded when it is needed, once for each JVM: each case has one of its own. */
@Isolated // see Forked
class PosixLibraryTests {

    @Test
    void without_jna_everything_else_works_and_native_sockets_say_what_to_add() throws Exception {
        String line =
                "io.github.loopline.net.CapabilityException: Native sockets need JNA, which is not on the class path."
                        + " Add the test dependency net.java.dev.jna:jna:5.19.1.";

        assertThat(Forked.runWithout("jna-", Main.class).lines())
                .containsExactly("streams work", line, line, "not connected", line);
    }

    @Test
    void jna_is_not_touched_before_a_native_socket_is_asked_for() throws Exception {
        String loaded = Forked.run(Lazy.class, "-verbose:class");

        assertThat(loaded).contains("streams work").contains("io.github.loopline.stream.StreamServer ");
        assertThat(loaded.lines().filter(line -> line.contains("com.sun.jna") || line.contains("internal.posix")))
                .allMatch(line -> line.contains("PosixLibraryTests$Lazy"));
    }

    @Test
    void loading_jna_starts_no_process() throws Exception {
        assumeTrue(SocketProbe.missing(Family.UNIX, SocketType.DGRAM, 0) == null, "JNA is not there");

        String loaded = Forked.run(Peer.class, "--enable-native-access=ALL-UNNAMED", "-verbose:class");

        assertThat(loaded)
                .contains("opened")
                .contains("com.sun.jna.NativeLibrary ")
                .doesNotContain("java.lang.ProcessBuilder "); // its environment is another matter
    }

    @Test
    void denied_native_access_is_told_with_the_flag() throws Exception {
        assumeThat(Runtime.version().feature()).isGreaterThanOrEqualTo(24);
        assumeTrue(SocketProbe.missing(Family.UNIX, SocketType.DGRAM, 0) == null, "JNA is not there");
        String line =
                "io.github.loopline.net.CapabilityException: Native sockets are not available: the JVM does not let"
                        + " JNA call native code. Start it with --enable-native-access=ALL-UNNAMED.";

        assertThat(Forked.run(Main.class, "--illegal-native-access=deny").lines())
                .containsExactly("streams work", line, line, "not connected", line);
    }

    @Test
    void other_systems_are_told() {
        assertThat(PosixLibrary.isSupported("Linux")).isTrue();
        assertThat(PosixLibrary.isSupported("Mac OS X")).isTrue();
        assertThat(PosixLibrary.isSupported("Windows 11")).isFalse();
    }

    @Test
    void what_else_keeps_jna_from_loading_is_told_as_it_is() {
        CapabilityException told = PosixLibrary.missing(new UnsatisfiedLinkError("no room"));

        assertThat(told)
                .hasMessage("Native sockets are not available: JNA could not be loaded"
                        + " (java.lang.UnsatisfiedLinkError: no room).");
    }

    static final class Lazy {
        public static void main(String[] args) {
            try (Loopback net = Loopback.open()) {
                net.connectTo(net.unixServer().echo()).send("x").receive(1);
                net.udpPeer();
                System.out.println("streams work");
            }
        }
    }

    static final class Peer {
        public static void main(String[] args) {
            try (Loopback net = Loopback.open()) {
                net.unixPeer();
                System.out.println("opened");
            }
        }
    }

    static final class Main {
        public static void main(String[] args) throws IOException {
            Lazy.main(args);
            try (Loopback net = Loopback.open()) {
                tell(net::unixPeer);
                tell(net::packetServer);
                net.packetClient();
                System.out.println("not connected");
                tell(() -> net.packetClient().connect(java.net.UnixDomainSocketAddress.of("/tmp/x")));
            }
        }

        private static void tell(Runnable open) {
            try {
                open.run();
                System.out.println("opened");
            } catch (CapabilityException e) {
                System.out.println(e);
            }
        }
    }
}
