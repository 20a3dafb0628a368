package io.github.loopline.raw;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.loopline.Loopback;
import io.github.loopline.junit.EnabledIfSocket;
import io.github.loopline.junit.RawSocket;
import io.github.loopline.net.CapabilityException;
import io.github.loopline.net.Family;
import io.github.loopline.net.SocketType;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** In a JVM of its own that may not open raw sockets, and in one that may, although its user may not. */
@EnabledIfSocket(family = Family.UNIX, type = SocketType.SEQPACKET)
@Isolated // see Forked
class WithoutPrivilegeTests {

    private static final String MISSING =
            "SOCK_RAW in AF_INET with protocol 1 is not available: Operation not permitted (EPERM, errno 1)."
                    + " It needs CAP_NET_RAW: run as root, or in \"unshare -Urn\".";

    /** Run by the tests below, in another JVM. */
    static class PingTestCase {

        @Test
        void ping(@RawSocket(protocol = IpProtocol.ICMP) RawPeer peer) {
            peer.sendEchoRequest(peer.address(), 1, 1, "");
            assertThat(peer.receiveEchoReply(1)).hasId(1);
        }
    }

    /** The other JVM: says in lines what happened there. */
    static final class Main {

        private Main() {}

        public static void main(String[] capabilities) {
            LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                    .selectors(DiscoverySelectors.selectClass(PingTestCase.class))
                    .configurationParameter("loopline.capabilities", capabilities[0])
                    .configurationParameter("junit.jupiter.execution.parallel.enabled", "false") // 6.1 remarks on it
                    .build();
            LauncherFactory.create().execute(request, new TestExecutionListener() {
                @Override
                public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                    if (test.isTest()) {
                        System.out.println("test " + result.getStatus() + " "
                                + result.getThrowable()
                                        .map(Throwable::getMessage)
                                        .orElse(""));
                    }
                }
            });
            try (var net = Loopback.open()) {
                net.rawPeer(IpProtocol.ICMP);
                System.out.println("code opened");
            } catch (CapabilityException e) {
                System.out.println("code " + e.getMessage());
            }
        }
    }

    @Test
    void test_is_aborted_and_code_gets_the_reason() throws Exception {
        assertThat(run(dropped(), "abort")).containsExactly("test ABORTED " + MISSING, "code " + MISSING);
    }

    @Test
    void test_fails_where_capabilities_are_required() throws Exception {
        assertThat(run(dropped(), "require").get(0)).startsWith("test FAILED ").contains(MISSING);
    }

    @Test
    void remedy_in_the_message_helps() throws Exception {
        List<String> command = new ArrayList<>(dropped());
        command.addAll(List.of("unshare", "-Urn", "sh", "-c", "ip link set lo up && exec \"$@\"", "sh"));
        List<String> look = new ArrayList<>(List.of("ls", "-d"));
        look.addAll(List.of(System.getProperty("java.class.path").split(File.pathSeparator)));
        assumeTrue(
                succeeds(command, look), "no user namespaces here, or no ip, or the class path cannot be read there");

        assertThat(run(command, "abort")).containsExactly("test SUCCESSFUL ", "code opened");
    }

    /** What takes the privilege away from a command; nothing where it is not there. */
    private static List<String> dropped() throws Exception {
        List<String> command = List.of("setpriv", "--bounding-set", "-net_raw", "--inh-caps", "-net_raw");
        if (succeeds(command, List.of("true"))) {
            return command;
        }
        assumeTrue(!mayOpen(), "no setpriv here to take the privilege away");
        return List.of();
    }

    private static boolean mayOpen() {
        try (var net = Loopback.open()) {
            net.rawPeer(IpProtocol.ICMP);
            return true;
        } catch (CapabilityException e) {
            return false;
        }
    }

    private static boolean succeeds(List<String> prefix, List<String> command) throws Exception {
        List<String> all = new ArrayList<>(prefix);
        all.addAll(command);
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

    private static List<String> run(List<String> prefix, String capabilities) throws Exception {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(Arrays.asList(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Dslf4j.internal.verbosity=ERROR",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                capabilities));
        Path out = Files.createTempFile("without-privilege", ".txt");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(out.toFile())
                    .start();
            boolean ended = process.waitFor(50, TimeUnit.SECONDS);
            process.destroyForcibly();
            String text = Files.readString(out, UTF_8);
            assertThat(ended).as(text).isTrue();
            return text.lines().toList();
        } finally {
            Files.delete(out);
        }
    }
}
