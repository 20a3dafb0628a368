package io.github.loopline.link;

import static io.github.loopline.fault.DatagramFault.loss;
import static io.github.loopline.fault.DatagramFault.unreachable;
import static io.github.loopline.fault.Direction.TO_CLIENT;
import static io.github.loopline.fault.Direction.TO_SERVER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.loopline.Loopback;
import io.github.loopline.datagram.DatagramPeer;
import io.github.loopline.fault.AppliedFault;
import io.github.loopline.fixture.Option;
import io.github.loopline.internal.posix.Errno;
import io.github.loopline.internal.posix.ErrnoException;
import io.github.loopline.junit.EnabledIfSocket;
import io.github.loopline.link.UnixEnds.Got;
import io.github.loopline.link.UnixEnds.Plain;
import io.github.loopline.net.AbstractUnixAddress;
import io.github.loopline.net.Family;
import io.github.loopline.net.FixtureException;
import io.github.loopline.net.SocketType;
import io.github.loopline.net.UnnamedUnixAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** A link of Unix datagrams without faults, as plain sockets on both sides see it. */
@EnabledIfSocket(family = Family.UNIX, type = SocketType.DGRAM)
class UnixDatagramLinkTests {

    private static void assertErrno(Errno errno, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(errno));
    }

    @Test
    void answers_find_the_client_that_asked_and_come_from_the_link() throws Exception {
        try (UnixEnds ends = new UnixEnds(1);
                Plain other = ends.socket("other")) {
            other.send("other", ends.link.path());
            SocketAddress second = ends.server.receive().sender();
            SocketAddress first = ends.met();
            ends.server.send("to the client", first);
            ends.server.send("to the other", second);

            assertThat(first).isNotEqualTo(second).isNotEqualTo(ends.client.address());
            assertThat(ends.client.receive()).isEqualTo(new Got("to the client", ends.link.path()));
            assertThat(other.receive()).isEqualTo(new Got("to the other", ends.link.path()));
            assertThat(ends.link.traffic(TO_CLIENT)).isEqualTo(new Traffic(2, 2, 0));
            assertThat(ends.link).hasPassedToClient("to the other").hasFlows(2);
        }
    }

    @Test
    void the_largest_and_the_empty_datagram_pass_and_what_is_larger_is_refused() throws Exception {
        try (UnixEnds ends = new UnixEnds(1)) {
            String largest = "x".repeat(200_000);

            assertThat(ends.ask(largest, "").served(2)).isEqualTo(largest + " ");
            assertErrno(Errno.EMSGSIZE, () -> ends.ask("x".repeat(300_000)));
        }
    }

    @Test
    void what_only_the_client_has_room_for_is_lost_with_its_reason() throws Exception {
        try (UnixEnds ends = new UnixEnds(1)) {
            DatagramLink narrow = ends.net
                    .unixDatagramLink(spec -> spec.with(Option.SEND_BUFFER_SIZE, 4096))
                    .to(ends.server.address());
            ends.client.send("x".repeat(10_000), narrow.path());
            await().until(() -> narrow.traffic(TO_SERVER).lost() == 1);

            assertThat(ends.net.transcript().toString())
                    .contains("Message too long (EMSGSIZE, errno 90), as the send buffer has 8192."
                            + " Raise sendBufferSize, or send less");
        }
    }

    @Test
    void a_server_that_does_not_read_holds_clients_up_and_nothing_is_lost() throws Exception {
        try (UnixEnds ends = new UnixEnds(1);
                Plain connected = ends.socket("connected").connect(ends.link.path())) {
            StringBuilder all = new StringBuilder();
            int sent = 0;
            do { // while the link is late, all that fits into its own queue may fit into the server's, too
                while (connected.hasRoom(100) && sent < 5000) {
                    connected.send(String.valueOf(sent), null);
                    all.append(sent == 0 ? "" : " ").append(sent);
                    sent++;
                }
            } while (ends.link.traffic(TO_SERVER).passed() == sent);
            assertThat(sent).isLessThan(5000);
            await().until(() -> ends.link.traffic(TO_SERVER).arrived()
                    > ends.link.traffic(TO_SERVER).passed());

            assertThat(ends.served(sent)).isEqualTo(all.toString());
            assertThat(ends.link.traffic(TO_SERVER)).isEqualTo(new Traffic(sent, sent, 0));
            assertThat(ends.ask("again").served(1)).isEqualTo("again");
        }
    }

    @Test
    void it_refuses_until_it_leads_somewhere_and_after_its_close_nothing_is_left() throws Exception {
        try (UnixEnds ends = new UnixEnds(1);
                Loopback net = Loopback.open()) {
            DatagramLink link = net.unixDatagramLink();
            Path file = link.path().getPath();
            assertErrno(Errno.ECONNREFUSED, () -> ends.client.send("lost", link.path()));
            assertThat(net.transcript().toString()).contains("is unreachable until to(...) is called");

            link.to(net.unixPeer().answer(request -> "pong"));
            ends.client.send("ping", link.path());
            assertThat(ends.client.receive()).isEqualTo(new Got("pong", link.path()));
            assertThat(file.getParent()).isDirectoryContaining("regex:.*/0");

            link.close();
            link.close();
            assertThat(file.getParent()).doesNotExist();
            assertErrno(Errno.ENOENT, () -> ends.client.send("late", link.path()));
        }
    }

    @Test
    void an_unreachable_link_refuses_and_connected_clients_connect_again() throws Exception {
        try (UnixEnds ends = new UnixEnds(1);
                Plain connected = ends.socket("connected").connect(ends.link.path())) {
            connected.send("before", null);
            assertThat(ends.served(1)).isEqualTo("before");
            try (AppliedFault fault = ends.link.apply(unreachable())) {
                assertThat(fault).isActive();
                assertErrno(Errno.ECONNREFUSED, () -> connected.send("lost", null));
                assertErrno(Errno.ECONNREFUSED, () -> ends.client.send("lost", ends.link.path()));
            }
            assertThat(ends.ask("after").served(1)).isEqualTo("after");
            assertErrno(
                    Errno.ENOTCONN, () -> connected.send("lost", null)); // the kernel has taken the first for its end
            connected.connect(ends.link.path()).send("again", null);
            assertThat(ends.served(1)).isEqualTo("again");
        }
    }

    @Test
    void what_came_before_the_link_is_unreachable_passes() throws Exception {
        try (UnixEnds ends = new UnixEnds(1)) {
            ends.ask("1", "2", "3");
            ends.link.apply(unreachable());

            assertThat(ends.served(3)).isEqualTo("1 2 3");
        }
    }

    @Test
    void clients_without_a_path_are_one_flow_that_nobody_can_answer() throws Exception {
        try (UnixEnds ends = new UnixEnds(1);
                Plain one = ends.socket(null);
                Plain other = ends.socket(null)) {
            one.send("one", ends.link.path());
            other.send("other", ends.link.path());

            assertThat(ends.server.receive()).isEqualTo(new Got("one", UnnamedUnixAddress.INSTANCE));
            assertThat(ends.server.receive()).isEqualTo(new Got("other", UnnamedUnixAddress.INSTANCE));
            assertThat(ends.link).hasFlows(1);
        }
    }

    @Test
    void it_leads_to_an_abstract_name() throws Exception {
        try (UnixEnds ends = new UnixEnds(1)) {
            String name = "loopline-" + UUID.randomUUID();
            DatagramPeer server =
                    ends.net.unixPeer(spec -> spec.abstractName(name)).answer(request -> "pong");
            ends.link.to(AbstractUnixAddress.of(name));
            ends.ask("ping");

            assertThat(ends.client.receive()).isEqualTo(new Got("pong", ends.link.path()));
            assertThat(server).hasReceived("ping");
        }
    }

    @Test
    void a_server_or_client_that_is_gone_is_told_and_the_link_goes_on() throws Exception {
        try (UnixEnds ends = new UnixEnds(1)) {
            SocketAddress flow = ends.met();
            ends.client.close();
            ends.server.send("nobody hears", flow);
            await().until(() -> ends.link.traffic(TO_CLIENT).lost() == 1);
            ends.server.close();
            try (Plain other = ends.socket("other")) {
                other.send("nobody hears", ends.link.path());
                await().until(() -> ends.link.traffic(TO_SERVER).lost() == 1);
                Files.delete(ends.folder.resolve("server"));
                try (Plain again = ends.socket("server")) {
                    other.send("hello", ends.link.path());
                    assertThat(again.receive().text()).isEqualTo("hello");
                }
            }
            assertThat(ends.net.transcript().toString()).contains("Connection refused (ECONNREFUSED, errno 111)");
        }
    }

    @Test
    void a_declared_path_is_used_and_deleted() throws Exception {
        try (UnixEnds ends = new UnixEnds(1)) {
            Path path = ends.folder.resolve("link");
            DatagramLink link = ends.net.unixDatagramLink(spec -> spec.path(path.toString()));
            assertThat(link.path()).isEqualTo(UnixDomainSocketAddress.of(path));
            assertThat(link).hasToString("unix-datagram-link:" + path);
            link.to(ends.server.address());
            ends.client.send("ping", link.path());
            assertThat(ends.served(1)).isEqualTo("ping");
            assertThat(ends.folder).isDirectoryNotContaining("regex:.*/0");

            link.close();
            assertThat(path).doesNotExist();
        }
    }

    @Test
    void a_path_that_cannot_be_bound_leaves_nothing() throws Exception {
        try (Loopback net = Loopback.open()) {
            assertThatExceptionOfType(FixtureException.class)
                    .isThrownBy(() -> net.unixDatagramLink(spec -> spec.path("/tmp/loopline none/s")))
                    .withMessage("Cannot bind to /tmp/loopline none/s: No such file or directory (ENOENT, errno 2).");
        }
    }

    @Test
    void it_leads_to_its_own_kind_only() throws Exception {
        try (Loopback net = Loopback.open()) {
            DatagramLink unix = net.unixDatagramLink();
            DatagramLink udp = net.udpLink();
            InetSocketAddress port = new InetSocketAddress("127.0.0.1", 53);

            for (ThrowingCallable wrong : new ThrowingCallable[] {() -> unix.to(port), () -> unix.toRemote(port)}) {
                assertThatIllegalArgumentException()
                        .isThrownBy(wrong)
                        .withMessage("A link of Unix datagrams leads to paths and abstract names only but was given"
                                + " 127.0.0.1:53. Give where a Unix socket is bound, or use a @UdpLink.");
            }
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> unix.to(UnnamedUnixAddress.INSTANCE))
                    .withMessage("A link of Unix datagrams leads to paths and abstract names only but was given an"
                            + " unnamed socket. Give where a Unix socket is bound, or use a @UdpLink.");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> unix.to(UnixDomainSocketAddress.of("/" + "x".repeat(107))))
                    .withMessageStartingWith("A Unix path must have at most 107 bytes but has 108: /xxx");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> unix.to(unix.path()))
                    .withMessage(
                            "A link leads to somebody else but was given its own address. Give that of the server.");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> udp.to(unix.path()))
                    .withMessage("A UDP link leads to IP addresses only but was given " + unix.path()
                            + ". Use a @UnixDatagramLink.");
            assertThatExceptionOfType(FixtureException.class)
                    .isThrownBy(unix::port)
                    .withMessage(unix + " has no IP address but a path. Use path() or socketAddress().");
        }
    }

    @Test
    void nothing_changes_after_its_close() throws Exception {
        try (Loopback net = Loopback.open()) {
            DatagramLink link = net.unixDatagramLink();
            link.close();

            assertThatExceptionOfType(FixtureException.class)
                    .isThrownBy(() -> link.apply(loss()))
                    .withMessage("Cannot apply loss: " + link + " is closed. Do so before its close.");
            assertThatExceptionOfType(FixtureException.class)
                    .isThrownBy(() -> link.to(UnixDomainSocketAddress.of("/tmp/s")))
                    .withMessage("Cannot lead to /tmp/s: " + link + " is closed. Do so before its close.");
        }
    }
}
