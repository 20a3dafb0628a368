package io.github.loopline.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.datagram.DatagramPeer;
import io.github.loopline.link.DatagramLink;
import io.github.loopline.link.StreamLink;
import io.github.loopline.packet.PacketClient;
import io.github.loopline.packet.PacketServer;
import io.github.loopline.raw.RawPeer;
import io.github.loopline.stream.StreamClient;
import io.github.loopline.stream.StreamServer;
import io.github.loopline.testkit.Run;
import io.github.loopline.testkit.Samples;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.reflect.Method;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Parameters of a fixture's type that nothing declares: one exact line each, and those of other resolvers are left alone. */
class UnannotatedParameterTests {

    @Retention(RetentionPolicy.RUNTIME)
    @interface Says {
        String value();
    }

    @Retention(RetentionPolicy.RUNTIME)
    @interface Fast {}

    @Test
    void each_type_is_told_in_one_line() {
        Run run = Samples.run(TypesTestCase.class);

        Map<String, Method> methods = new TreeMap<>();
        for (Method method : TypesTestCase.class.getDeclaredMethods()) {
            if (method.isAnnotationPresent(Says.class)) {
                methods.put(method.getName(), method);
            }
        }
        assertThat(methods).hasSizeGreaterThan(Unannotated.ANNOTATIONS.size());
        assertThat(run.tests()).containsExactlyInAnyOrderElementsOf(methods.keySet());
        methods.forEach((test, method) -> Misuse.isTold(
                run.failure(test),
                ParameterResolutionException.class,
                "Parameter [it] in [TypesTestCase." + test + "(" + method.getParameterTypes()[0].getSimpleName()
                        + ")] must have an annotation that declares the fixture but has "
                        + method.getAnnotation(Says.class).value()));
    }

    @NetworkDefaults(timeoutMillis = 5000)
    static class TypesTestCase {

        @Says("none. Write \"@TcpServer StreamServer it\", or @UnixServer.")
        @Test
        void streamServer(StreamServer it) {}

        @Says("none. Write \"@TcpClient StreamClient it\", or @UnixClient.")
        @Test
        void streamClient(StreamClient it) {}

        @Says("none. Write \"@UdpPeer DatagramPeer it\", or @UnixPeer or @RdmSocket.")
        @Test
        void datagramPeer(DatagramPeer it) {}

        @Says("none. Write \"@UnixServer(type = SocketType.SEQPACKET) PacketServer it\".")
        @Test
        void packetServer(PacketServer it) {}

        @Says("none. Write \"@UnixClient(type = SocketType.SEQPACKET) PacketClient it\".")
        @Test
        void packetClient(PacketClient it) {}

        @Says("none. Write \"@RawSocket(protocol = IpProtocol.ICMP) RawPeer it\".")
        @Test
        void rawPeer(RawPeer it) {}

        @Says("none. Write \"@TcpLink StreamLink it\", or @UnixLink.")
        @Test
        void streamLink(StreamLink it) {}

        @Says("none. Write \"@UdpLink DatagramLink it\", or @UnixDatagramLink.")
        @Test
        void datagramLink(DatagramLink it) {}

        @Says("none. Write \"@TcpServer(count = 2) List<StreamServer> it\", or @UnixServer.")
        @Test
        void list(List<StreamServer> it) {}

        @Says("none. Write \"@UnixServer(type = SocketType.SEQPACKET, count = 2) List<PacketServer> it\".")
        @Test
        void listWithType(List<PacketServer> it) {}

        @Says("only @Fast. Write \"@TcpServer StreamServer it\", or @UnixServer.")
        @Test
        void otherAnnotation(@Fast StreamServer it) {}
    }

    @Test
    void so_are_those_of_other_methods_and_extensions() {
        assertThat(Samples.run(BeforeEachTestCase.class).failure("test"))
                .hasMessage(
                        "Parameter [server] in [BaseTestCase.open(StreamServer)] must have an annotation that declares"
                                + " the fixture but has none. Write \"@TcpServer StreamServer server\", or @UnixServer.");
        assertThat(Samples.run(RegisteredTestCase.class).failure("test"))
                .hasMessage(
                        "Parameter [server] in [RegisteredTestCase.test(StreamServer)] must have an annotation that"
                                + " declares the fixture but has none. Write \"@TcpServer StreamServer server\", or @UnixServer.");
        assertThat(Samples.run(SecondTestCase.class).failure("test"))
                .hasMessage("Parameter [client] in [SecondTestCase.test(StreamServer, StreamClient)] must have an"
                        + " annotation that declares the fixture but has none. Write \"@TcpClient StreamClient client\","
                        + " or @UnixClient.");
    }

    static class BaseTestCase {

        @BeforeEach
        void open(StreamServer server) {}
    }

    static class BeforeEachTestCase extends BaseTestCase {

        @Test
        void test(@TcpServer StreamServer server) {}
    }

    static class RegisteredTestCase {

        @RegisterExtension
        final LoopbackExtension net = new LoopbackExtension();

        @Test
        void test(StreamServer server) {}
    }

    static class SecondTestCase {

        @Test
        void test(@TcpServer StreamServer server, StreamClient client) {}
    }

    @Test
    void what_another_resolver_makes_is_its_own() {
        Samples.run(UsersTestCase.class).succeeded(1);
    }

    @NoLeaks
    @ExtendWith(Users.class)
    static class UsersTestCase {

        @Test
        void test(@TcpServer StreamServer ours, @Fast StreamServer theirs) {
            assertThat(theirs == null).isTrue();
            assertThat(ours.port()).isPositive();
        }
    }

    static class Users implements ParameterResolver {

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.isAnnotated(Fast.class);
        }

        @Override
        @SuppressWarnings("NullAway") // what it is matters not
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return null;
        }
    }

    @Test
    void other_types_and_constructors_have_the_line_of_junit() {
        assertThat(Samples.run(OtherTypeTestCase.class).failure("test"))
                .hasMessageStartingWith("No ParameterResolver registered for parameter [java.net.Socket socket]");
        assertThat(Samples.run(ConstructorTestCase.class).failure("test"))
                .hasMessageStartingWith("No ParameterResolver registered for parameter [" + StreamServer.class.getName()
                        + " server] in constructor");
    }

    @NoLeaks
    static class OtherTypeTestCase {

        @Test
        void test(Socket socket) {}
    }

    @NoLeaks
    static class ConstructorTestCase {

        ConstructorTestCase(StreamServer server) {}

        @Test
        void test() {}
    }
}
