package io.github.loopline.link;

import static io.github.loopline.fault.DatagramFault.loss;
import static io.github.loopline.fault.StreamFault.freeze;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.github.loopline.Loopback;
import io.github.loopline.datagram.DatagramPeer;
import io.github.loopline.fault.AppliedFault;
import io.github.loopline.net.FixtureException;
import io.github.loopline.script.Script;
import io.github.loopline.stream.StreamServer;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class LinkMisuseTests {

    @AutoClose
    private final Loopback net = Loopback.open();

    @Test
    void it_does_not_leave_the_machine_unless_told_in_words() {
        StreamLink link = net.tcpLink();
        InetSocketAddress elsewhere = new InetSocketAddress("192.0.2.1", 80);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> link.to(elsewhere))
                .withMessage("A link leads to loopback addresses and paths only but was given 192.0.2.1:80."
                        + " Write toRemote(...) if it may leave this machine.");
        assertThat(link.toRemote(elsewhere)).isSameAs(link);
    }

    @Test
    void nulls_are_told_in_a_line() {
        StreamLink link = net.tcpLink();
        DatagramLink datagrams = net.udpLink();

        assertNull(() -> link.to((StreamServer) null), "to must be given a server but was given null.");
        assertNull(() -> link.to((SocketAddress) null), "to must be given a server but was given null.");
        assertNull(() -> link.toRemote(null), "toRemote must be given a server but was given null.");
        assertNull(() -> link.apply(null), "apply must be given a fault but was given null.");
        assertNull(() -> datagrams.to((DatagramPeer) null), "to must be given a server but was given null.");
        assertNull(() -> datagrams.to((SocketAddress) null), "to must be given a server but was given null.");
        assertNull(() -> datagrams.toRemote(null), "toRemote must be given a server but was given null.");
        assertNull(() -> datagrams.apply(null), "apply must be given a fault but was given null.");
        assertNull(() -> net.tcpServer().apply(null), "apply must be given a fault but was given null.");
        assertNull(() -> net.tcpClient().apply(null), "apply must be given a fault but was given null.");
        assertNull(() -> net.udpPeer().apply(null), "apply must be given a fault but was given null.");
        assertNull(
                () -> net.udpPeer().applyToReceived(null), "applyToReceived must be given a fault but was given null.");
        assertNull(() -> net.udpPeer().applyToSent(null), "applyToSent must be given a fault but was given null.");
        assertNull(() -> net.tcpServer().script((Script) null), "script must be given a script but was given null.");
        assertNull(() -> net.tcpServer().framing(null), "framing must be given a framing but was given null.");
    }

    private static void assertNull(ThrowingCallable verb, String message) {
        assertThatNullPointerException().isThrownBy(verb).withMessage(message);
    }

    @Test
    void it_looks_no_name_up() {
        StreamLink link = net.tcpLink();
        InetSocketAddress name = InetSocketAddress.createUnresolved("example.invalid", 80);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> link.toRemote(name))
                .withMessage("A link leads to resolved addresses but was given example.invalid/<unresolved>:80."
                        + " Look the name up before, by new InetSocketAddress(name, port).");
    }

    @Test
    void it_leads_to_a_port_and_not_to_itself() {
        StreamLink link = net.tcpLink();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> link.to(new InetSocketAddress("127.0.0.1", 0)))
                .withMessage("A link leads to ports 1 to 65535 but was given 127.0.0.1:0."
                        + " Give the port that the server listens on.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> link.to(link.address()))
                .withMessage("A link leads to somebody else but was given its own address. Give that of the server.");
    }

    @Test
    void nothing_changes_after_its_close() {
        StreamLink link = net.tcpLink();
        AppliedFault fault = link.apply(freeze());
        link.close();

        assertThatExceptionOfType(FixtureException.class)
                .isThrownBy(() -> link.apply(freeze().toClient()))
                .withMessage("Cannot apply freeze to the client: " + link + " is closed. Do so before its close.");
        assertThatExceptionOfType(FixtureException.class)
                .isThrownBy(() -> link.to(new InetSocketAddress("127.0.0.1", 80)))
                .withMessage("Cannot lead to 127.0.0.1:80: " + link + " is closed. Do so before its close.");
        fault.close();
        assertThat(link.clear().reset()).isSameAs(link);
    }

    @Test
    void each_kind_has_its_own_sort_of_address() {
        StreamLink tcp = net.tcpLink();
        StreamLink unix = net.unixLink();

        assertThatExceptionOfType(FixtureException.class)
                .isThrownBy(tcp::path)
                .withMessage(tcp + " has no path but an IP address. Use address() or socketAddress().");
        assertThatExceptionOfType(FixtureException.class)
                .isThrownBy(unix::address)
                .withMessage(unix + " has no IP address but a path. Use path() or socketAddress().");
    }

    @Test
    void a_connection_is_awaited_so_long() {
        StreamLink link = net.tcpLink(spec -> spec.timeout(ofMillis(50)));

        assertThatExceptionOfType(FixtureException.class)
                .isThrownBy(() -> link.connection(0))
                .withMessage("Waited 50 ms for connection #0 of " + link + " but none has come.");
        link.close();
        assertThatExceptionOfType(FixtureException.class)
                .isThrownBy(() -> link.connection(0))
                .withMessage("Cannot get connection #0 of " + link + ": it is closed, and none has come.");
    }

    @Test
    void it_opens_as_a_link_only() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TcpLinkSpec.create().as(SocketChannel.class))
                .withMessage("must be of type StreamLink but is SocketChannel. Write StreamLink.");
    }

    @Test
    void a_datagram_link_is_as_strict() {
        DatagramLink link = net.udpLink();
        AppliedFault fault = link.apply(loss());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> link.to(new InetSocketAddress("192.0.2.1", 53)))
                .withMessage("A link leads to loopback addresses and paths only but was given 192.0.2.1:53."
                        + " Write toRemote(...) if it may leave this machine.");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> link.to(link.address()))
                .withMessage("A link leads to somebody else but was given its own address. Give that of the server.");
        link.close();
        assertThatExceptionOfType(FixtureException.class)
                .isThrownBy(() -> link.apply(loss().toClient()))
                .withMessage("Cannot apply loss to the client: " + link + " is closed. Do so before its close.");
        assertThatExceptionOfType(FixtureException.class)
                .isThrownBy(() -> link.to(new InetSocketAddress("127.0.0.1", 53)))
                .withMessage("Cannot lead to 127.0.0.1:53: " + link + " is closed. Do so before its close.");
        fault.close();
        assertThat(link.clear()).isSameAs(link);
        assertThat(fault).isLifted();
    }

    @Test
    void datagrams_for_a_server_that_is_gone_are_lost_and_the_link_goes_on() {
        DatagramLink link = net.udpLink();
        DatagramPeer server = net.udpPeer();
        DatagramPeer client = net.udpPeer();
        link.to(server);
        server.close();
        client.sendTo(link.address(), "lost");
        assertThat(link).within(ofSeconds(10)).hasPassedToServer("lost");

        link.to(net.udpPeer().answer(request -> "pong"));
        client.sendTo(link.address(), "ping");
        assertThat(client).within(ofSeconds(10)).hasReceived("pong");
    }
}
