package io.github.loopline.stream;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.loopline.Loopback;
import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.OptionSpec;
import io.github.loopline.fixture.Options;
import io.github.loopline.fixture.Service;
import io.github.loopline.fixture.Spec;
import io.github.loopline.net.Family;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StreamSpecTests {

    static Set<Spec<?>> specs() {
        return Set.of(
                TcpServerSpec.create(),
                TcpClientSpec.create(),
                UnixServerSpec.create(),
                UnixClientSpec.create(),
                PortSpec.refused(),
                PortSpec.unresponsive());
    }

    /** A value of each type of attribute that every option of that type takes. */
    private static final Map<Class<?>, Object> VALUES = Map.of(
            int.class,
            7,
            boolean.class,
            true,
            String.class,
            "127.0.0.9",
            Family.class,
            Family.INET,
            Duration.class,
            ofSeconds(3),
            Service.class,
            Service.ECHO);

    @ParameterizedTest
    @MethodSource("specs")
    void each_attribute_sets_the_option_of_its_name_in_a_copy(Spec<?> spec) throws Exception {
        Set<String> attributes = new TreeSet<>();
        for (Method method : spec.getClass().getMethods()) {
            boolean wither =
                    OptionSpec.class.isAssignableFrom(method.getReturnType()) && method.getParameterCount() == 1;
            if (wither && VALUES.containsKey(method.getParameterTypes()[0])) {
                Object copy = method.invoke(spec, VALUES.get(method.getParameterTypes()[0]));
                boolean time = method.getParameterTypes()[0] == Duration.class;
                String name = method.getName() + (time ? "Millis" : "");

                assertThat(copy).isExactlyInstanceOf(spec.getClass());
                assertThat(options(copy).toString()).matches(name + " = [^,]+");
                assertThat(options(spec)).as("the original").hasToString("");
                attributes.add(name);
            }
        }
        assertThat(attributes).hasSizeGreaterThanOrEqualTo(4);
    }

    private static Options options(Object spec) throws Exception {
        Field field = OptionSpec.class.getDeclaredField("options");
        field.setAccessible(true);
        return (Options) field.get(spec);
    }

    @Test
    void each_opens_as_every_type_it_offers() {
        try (Loopback net = Loopback.open()) {
            assertThat(net.open(TcpServerSpec.create().as(StreamServer.class)).isListening())
                    .isTrue();
            assertThat(net.open(TcpServerSpec.create().as(ServerSocket.class)).isBound())
                    .isTrue();
            assertThat(net.open(TcpServerSpec.create().as(ServerSocketChannel.class))
                            .isOpen())
                    .isTrue();
            assertThat(net.open(TcpServerSpec.create().as(InetSocketAddress.class))
                            .getPort())
                    .isPositive();
            assertThat(net.open(TcpServerSpec.create().as(Integer.class))).isPositive();
            assertThat(net.open(TcpServerSpec.create().as(int.class))).isPositive();
            assertThat(net.open(UnixServerSpec.create().as(StreamServer.class)).isListening())
                    .isTrue();
            assertThat(net.open(UnixServerSpec.create().as(ServerSocketChannel.class))
                            .isOpen())
                    .isTrue();
            assertThat(net.open(UnixServerSpec.create().as(UnixDomainSocketAddress.class))
                            .getPath())
                    .exists();
            assertThat(net.open(TcpClientSpec.create().as(StreamClient.class)).connections())
                    .isEmpty();
            assertThat(net.open(TcpClientSpec.create().as(Socket.class)).isConnected())
                    .isFalse();
            assertThat(net.open(TcpClientSpec.create().as(SocketChannel.class)).isConnected())
                    .isFalse();
            assertThat(net.open(UnixClientSpec.create().as(StreamClient.class)).connections())
                    .isEmpty();
            assertThat(net.open(UnixClientSpec.create().as(SocketChannel.class)).isConnected())
                    .isFalse();
        }
    }

    @Test
    void an_address_alone_is_that_of_a_server_that_records() throws Exception {
        try (Loopback net = Loopback.open()) {
            InetSocketAddress address =
                    net.open(TcpServerSpec.create().service(Service.ECHO).as(InetSocketAddress.class));
            try (Peer peer = Peer.connectTo(address).write("x")) {
                assertThat(peer.readText(1)).isEqualTo("x");
            }
            assertThat(net.transcript().toString()).contains("<- 1 byte \"x\"");
        }
    }

    @Test
    void another_type_is_refused() {
        assertMessage(
                () -> TcpServerSpec.create().as(Socket.class),
                "must be of type StreamServer, ServerSocket, ServerSocketChannel, InetSocketAddress or int but is Socket. Write StreamServer, say.");
        assertMessage(
                () -> UnixServerSpec.create().as(ServerSocket.class),
                "must be of type StreamServer, ServerSocketChannel or UnixDomainSocketAddress but is ServerSocket. Write StreamServer, say.");
        assertMessage(
                () -> TcpClientSpec.create().as(ServerSocket.class),
                "must be of type StreamClient, Socket or SocketChannel but is ServerSocket. Write StreamClient, say.");
        assertMessage(
                () -> UnixClientSpec.create().as(Socket.class),
                "must be of type StreamClient or SocketChannel but is Socket. Write StreamClient, say.");
        assertMessage(
                () -> PortSpec.refused().as(String.class),
                "must be of type InetSocketAddress, int or UnixDomainSocketAddress but is String. Write InetSocketAddress, say.");
    }

    @Test
    void an_attribute_that_the_type_would_ignore_is_refused() {
        assertMessage(
                () -> TcpServerSpec.create().timeout(ofSeconds(1)).as(ServerSocketChannel.class),
                "timeoutMillis has no effect on ServerSocketChannel."
                        + " Remove it, or inject StreamServer, ServerSocket, InetSocketAddress or int.");
        assertMessage(
                () -> TcpServerSpec.create().sendBufferSize(1).as(ServerSocket.class),
                "sendBufferSize has no effect on ServerSocket."
                        + " Remove it, or inject StreamServer, InetSocketAddress or int.");
        assertMessage(
                () -> TcpServerSpec.create().recordingLimit(1).as(ServerSocketChannel.class),
                "recordingLimit has no effect on ServerSocketChannel."
                        + " Remove it, or inject StreamServer, InetSocketAddress or int.");
        assertMessage(
                () -> TcpClientSpec.create().timeout(ofSeconds(1)).as(SocketChannel.class),
                "timeoutMillis has no effect on SocketChannel. Remove it, or inject StreamClient or Socket.");
        assertMessage(
                () -> TcpClientSpec.create().recordingLimit(1).as(Socket.class),
                "recordingLimit has no effect on Socket. Remove it, or inject StreamClient.");
        assertMessage(
                () -> UnixClientSpec.create().timeout(ofSeconds(1)).as(SocketChannel.class),
                "timeoutMillis has no effect on SocketChannel. Remove it, or inject StreamClient.");
    }

    @Test
    void blocking_and_timeouts_are_checked_against_the_type() {
        assertMessage(
                () -> TcpServerSpec.create().blocking(false).as(ServerSocket.class),
                "blocking must not be false for ServerSocket, which always blocks."
                        + " Remove it, or inject StreamServer or ServerSocketChannel.");
        assertMessage(
                () -> TcpClientSpec.create().blocking(false).as(Socket.class),
                "blocking must not be false for Socket, which always blocks."
                        + " Remove it, or inject StreamClient or SocketChannel.");
        assertMessage(
                () -> TcpServerSpec.create()
                        .timeout(ofSeconds(1))
                        .blocking(false)
                        .as(StreamServer.class),
                "timeoutMillis has no effect with blocking = false, which never waits. Remove one of them.");
        assertMessage(
                () -> TcpServerSpec.of(Options.NONE.with(Option.TIMEOUT_MILLIS, Options.NO_TIMEOUT))
                        .as(StreamServer.class),
                "timeoutMillis must not be NO_TIMEOUT for StreamServer, whose waits are always bounded."
                        + " Write a number of milliseconds.");
    }

    @Test
    void values_are_checked_before_any_socket_exists() {
        assertMessage(
                () -> TcpServerSpec.create().backlog(0),
                "backlog must be at least 1 but was 0. Write 1 for the shortest queue.");
        assertMessage(
                () -> UnixServerSpec.create().backlog(-1),
                "backlog must be at least 1 but was -1. Write 1 for the shortest queue.");
        assertMessage(
                () -> TcpServerSpec.create().port(65_536),
                "port must be between 0 and 65535 but was 65536. Write 0 for a free port.");
        assertMessage(
                () -> TcpClientSpec.create().lingerSeconds(-2),
                "lingerSeconds must be between -1 and 65535 but was -2."
                        + " Write Options.LINGER_OFF for none, 0 for an RST at close.");
        assertMessage(
                () -> TcpServerSpec.create().host("192.0.2.1"),
                "host must be a loopback address in digits but was 192.0.2.1." + " Write 127.0.0.1, 127.0.0.2 or ::1.");
        assertMessage(
                () -> TcpServerSpec.create().family(Family.UNIX),
                "family must be INET or INET6 here but was UNIX. Use the Unix fixtures.");
    }

    private static void assertMessage(ThrowingCallable code, String message) {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(code)
                .withMessage(message);
    }
}
