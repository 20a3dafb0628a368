package io.github.loopline.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.platform.commons.support.ReflectionSupport.tryToLoadClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.github.loopline.fixture.SocketProbe;
import io.github.loopline.internal.posix.Constants;
import io.github.loopline.internal.posix.ErrnoException;
import io.github.loopline.internal.posix.NativeSocket;
import io.github.loopline.net.CapabilityException;
import io.github.loopline.net.Family;
import io.github.loopline.net.SocketType;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

class EnabledIfSocketTests {

    private static final String NO_RDM = "SOCK_RDM in AF_UNIX is not available:"
            + " Socket type not supported (ESOCKTNOSUPPORT, errno 94). Linux has SOCK_RDM in AF_TIPC only.";

    @BeforeAll
    static void jnaIsThere() {
        assumeTrue(tryToLoadClass("com.sun.jna.Native").toOptional().isPresent(), "JNA is not on the class path");
    }

    @Test
    void a_test_runs_where_its_sockets_are_and_is_skipped_with_the_errno_where_not() {
        EngineExecutionResults results = EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(KindsTestCase.class))
                .execute();

        assertThat(results.testEvents().succeeded().stream().map(EnabledIfSocketTests::name))
                .containsExactlyInAnyOrder("packets", "streams", "both");
        assertThat(results.testEvents().skipped().stream().map(EnabledIfSocketTests::name))
                .containsExactlyInAnyOrder("reliable", "one_of_two");
        assertThat(results.testEvents().skipped().stream().map(event -> event.getRequiredPayload(String.class)))
                .containsOnly(NO_RDM);
    }

    @Test
    void a_whole_class_can_be_skipped() {
        EngineExecutionResults results = EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(ClassTestCase.class))
                .execute();

        assertThat(results.testEvents().started().count()).isZero();
        assertThat(results.containerEvents().skipped().count()).isEqualTo(1);
    }

    @Test
    void required_capabilities_fail_instead() {
        EngineExecutionResults results = EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(KindsTestCase.class))
                .configurationParameter("loopline.capabilities", "require")
                .execute();

        assertThat(results.testEvents().skipped().count()).isZero();
        assertThat(results.testEvents().failed().stream()
                        .map(event -> event.getRequiredPayload(TestExecutionResult.class)
                                .getThrowable()
                                .orElseThrow()))
                .hasSize(2)
                .allSatisfy(failure -> assertThat(failure)
                        .hasMessage(
                                "Failed to evaluate condition [io.github.loopline.junit.SocketCondition]: " + NO_RDM)
                        .hasCauseInstanceOf(CapabilityException.class));
    }

    @Test
    void what_the_probe_says_is_what_the_kernel_says() {
        assertThat(SocketProbe.missing(Family.UNIX, SocketType.DGRAM, 0)).isNull();
        assertThat(SocketProbe.missing(Family.UNIX, SocketType.SEQPACKET, 0)).isNull();
        assertThat(SocketProbe.missing(Family.INET, SocketType.DGRAM, 0)).isNull();
        assertThat(SocketProbe.missing(Family.INET, SocketType.SEQPACKET, 0))
                .hasMessage("SOCK_SEQPACKET in AF_INET is not available:"
                        + " Socket type not supported (ESOCKTNOSUPPORT, errno 94)."
                        + " The kernel has no such type in that family.");
        assertThat(SocketProbe.missing(Family.INET, SocketType.STREAM, 250))
                .hasMessage("SOCK_STREAM in AF_INET with protocol 250 is not available:"
                        + " Protocol not supported (EPROTONOSUPPORT, errno 93)."
                        + " The kernel has no such protocol for that type.");
        CapabilityException raw = SocketProbe.missing(Family.INET, SocketType.RAW, 1);
        try (NativeSocket socket = NativeSocket.open(Constants.AF_INET, Constants.SOCK_RAW, 1)) {
            assertThat(raw).isNull();
        } catch (ErrnoException e) {
            assertThat(Objects.requireNonNull(raw))
                    .hasMessage("SOCK_RAW in AF_INET with protocol 1 is not available:"
                            + " Operation not permitted (EPERM, errno 1)."
                            + " It needs CAP_NET_RAW: run as root, or in \"unshare -Urn\".");
        }
    }

    private static String name(Event event) {
        return event.getTestDescriptor().getDisplayName().replace("()", "");
    }

    static class KindsTestCase {

        @Test
        @EnabledIfSocket(family = Family.UNIX, type = SocketType.SEQPACKET)
        void packets() {}

        @Test
        @EnabledIfSocket(family = Family.INET, type = SocketType.STREAM)
        void streams() {}

        @Test
        @EnabledIfSocket(family = Family.UNIX, type = SocketType.SEQPACKET)
        @EnabledIfSocket(family = Family.UNIX, type = SocketType.DGRAM)
        void both() {}

        @Test
        @EnabledIfSocket(family = Family.UNIX, type = SocketType.RDM)
        void reliable() {}

        @Test
        @EnabledIfSocket(family = Family.UNIX, type = SocketType.DGRAM)
        @EnabledIfSocket(family = Family.UNIX, type = SocketType.RDM)
        void one_of_two() {}
    }

    @EnabledIfSocket(family = Family.UNIX, type = SocketType.RDM)
    static class ClassTestCase {

        @Test
        void never() {}
    }
}
