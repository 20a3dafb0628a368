package io.github.loopline.internal.posix;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.net.CapabilityException;
import io.github.loopline.net.FixtureException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Errors that this machine need not have: made as the kernel reports them. */
class CapabilitiesTests {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2|3|1|EPERM|SOCK_RAW in AF_INET with protocol 1 is not available: Operation not permitted"
                        + " (EPERM, errno 1). It needs CAP_NET_RAW: run as root, or in \"unshare -Urn\".",
                "2|2|1|EACCES|SOCK_DGRAM in AF_INET with protocol 1 is not available: Permission denied (EACCES, errno 13)."
                        + " It needs a group in net.ipv4.ping_group_range or the like: run as root, or in \"unshare -Urn\".",
                "30|4|0|EAFNOSUPPORT|SOCK_RDM in AF_TIPC is not available: Address family not supported by protocol"
                        + " (EAFNOSUPPORT, errno 97). It needs a kernel with TIPC: run \"modprobe tipc\" as root,"
                        + " or ask for the stand-in with standIn = true.",
                "10|1|0|EAFNOSUPPORT|SOCK_STREAM in AF_INET6 is not available: Address family not supported by protocol"
                        + " (EAFNOSUPPORT, errno 97). It needs a kernel with that address family.",
                "40|2|0|ENODEV|SOCK_DGRAM in family 40 is not available: No such device (ENODEV, errno 19)."
                        + " It needs a device that this machine does not have."
            })
    void what_the_machine_lacks_is_told_with_errno_meaning_and_remedy(
            int domain, int type, int protocol, Errno errno, String message) {
        assertThat(Capabilities.refused(domain, type, protocol, new ErrnoException(errno.number())))
                .isInstanceOf(CapabilityException.class)
                .hasMessage(message);
    }

    @Test
    void what_is_only_short_at_the_moment_is_no_missing_capability() {
        assertThat(Capabilities.refused(1, 5, 0, new ErrnoException(Errno.EMFILE.number())))
                .isExactlyInstanceOf(FixtureException.class)
                .hasMessage("Cannot open SOCK_SEQPACKET in AF_UNIX: Too many open files (EMFILE, errno 24).");
        assertThat(new ErrnoException(1234)).hasMessage("errno 1234");
    }
}
