package io.github.loopline.junit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.datagram.DatagramPeer;
import io.github.loopline.fixture.Option;
import io.github.loopline.stream.StreamClient;
import io.github.loopline.stream.StreamServer;
import java.lang.annotation.Annotation;
import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Which attribute has a meaning for which type: all combinations, by annotations that are made here. */
class AttributesTests {

    private static final List<Class<?>> TYPES = List.of(
            StreamServer.class,
            ServerSocket.class,
            ServerSocketChannel.class,
            StreamClient.class,
            Socket.class,
            SocketChannel.class,
            DatagramPeer.class,
            DatagramSocket.class,
            MulticastSocket.class,
            DatagramChannel.class,
            InetSocketAddress.class,
            int.class,
            UnixDomainSocketAddress.class);

    @Test
    void an_attribute_that_the_type_would_ignore_is_refused() {
        Map<String, Set<String>> ignored = new TreeMap<>();
        for (Class<? extends Annotation> annotation : FixtureSources.ANNOTATIONS) {
            for (Class<?> type : TYPES) {
                for (Method attribute : annotation.getDeclaredMethods()) {
                    String refusal = refusal(annotation, type, attribute);
                    String name = attribute.getName();
                    if (refusal.startsWith(name + " has no effect on " + type.getSimpleName() + ". Remove it")) {
                        ignored.computeIfAbsent(
                                        "@" + annotation.getSimpleName() + " " + type.getSimpleName(),
                                        key -> new TreeSet<>())
                                .add(name);
                    } else {
                        assertThat(refusal)
                                .satisfiesAnyOf(
                                        none -> assertThat(none).isEmpty(),
                                        type1 -> assertThat(type1).startsWith("must be of type "),
                                        count -> assertThat(count).startsWith("count has no effect on "));
                    }
                }
            }
        }

        IGNORED.lines().forEach(line -> {
            String[] parts = line.split(": ");
            assertThat(ignored).containsKey(parts[0]);
            assertThat(ignored.get(parts[0])).as(parts[0]).contains(parts[1].split(", "));
        });
    }

    private static final String IGNORED = """
            @TcpServer ServerSocket: sendBufferSize, noDelay, keepAlive, lingerSeconds, recordingLimit, service, greeting, tls
            @TcpServer ServerSocketChannel: timeoutMillis, sendBufferSize, noDelay, keepAlive, lingerSeconds
            @TcpServer ServerSocketChannel: recordingLimit, service, greeting, tls
            @TcpServer ServerSocket: latencyMillis, jitterMillis, bytesPerSecond, sliceBytes, resetPercent
            @TcpClient Socket: recordingLimit, tls, latencyMillis, jitterMillis, bytesPerSecond, sliceBytes, resetPercent
            @TcpClient SocketChannel: timeoutMillis, recordingLimit, latencyMillis, tls
            @UdpPeer DatagramSocket: recordingLimit, latencyMillis, jitterMillis, lossPercent, duplicatePercent
            @UdpPeer MulticastSocket: recordingLimit
            @UdpPeer DatagramChannel: timeoutMillis, recordingLimit
            @UnixServer ServerSocketChannel: timeoutMillis, sendBufferSize, recordingLimit, service, greeting, tls
            @UnixClient SocketChannel: timeoutMillis, recordingLimit, tls
            @RefusedPort InetSocketAddress: path
            @RefusedPort int: path
            @RefusedPort UnixDomainSocketAddress: family, host, port
            @UnresponsivePort InetSocketAddress: path
            @UnresponsivePort int: path
            @UnresponsivePort UnixDomainSocketAddress: family, host, port
            """;

    /** Gives why a declaration with one attribute is refused, or nothing. */
    private static String refusal(Class<? extends Annotation> annotation, Class<?> type, Method attribute) {
        try {
            FixtureSources.spec(new Declaration(List.of(make(annotation, attribute)), type, ""));
            return "";
        } catch (IllegalArgumentException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static Annotation make(Class<? extends Annotation> annotation, Method attribute) {
        return (Annotation) Proxy.newProxyInstance(
                annotation.getClassLoader(), new Class<?>[] {annotation}, (proxy, method, arguments) -> {
                    if (method.getName().equals("annotationType")) {
                        return annotation;
                    }
                    boolean needed = method.getDefaultValue() == null;
                    return needed || method.equals(attribute) ? legal(method) : method.getDefaultValue();
                });
    }

    private static Object legal(Method attribute) {
        Class<?> type = attribute.getReturnType();
        if (type.isArray()) {
            Object one = Array.newInstance(type.getComponentType(), 1);
            Object element = type == Tls[].class
                    ? make(Tls.class, null)
                    : type == boolean[].class ? true : type.getComponentType().getEnumConstants()[0];
            Array.set(one, 0, element);
            return one;
        }
        if (type == String.class) {
            return switch (attribute.getName()) {
                case "host" -> "127.0.0.1";
                case "group" -> "239.1.2.3";
                default -> "target/attributes.sock";
            };
        }
        if (type == boolean.class) {
            return true;
        }
        return type == int.class ? 1 : type.getEnumConstants()[0];
    }

    @Test
    void attributes_have_the_names_of_options() {
        Set<String> attributes = new TreeSet<>();
        for (Class<? extends Annotation> annotation : FixtureSources.ANNOTATIONS) {
            for (Method attribute : annotation.getDeclaredMethods()) {
                attributes.add(attribute.getName());
            }
        }
        Set<String> options = new TreeSet<>(Set.of("count", "onePort", "protocol", "standIn"));
        for (Option option : Option.values()) {
            options.add(option.attribute());
        }

        assertThat(attributes).isEqualTo(options);
    }

    @Test
    void no_attribute_is_set_unless_written() {
        for (Class<? extends Annotation> annotation : FixtureSources.ANNOTATIONS) {
            Annotation bare = make(annotation, null);

            assertThat(Attributes.options(bare)).as("%s", annotation).hasToString("");
            assertThat(Attributes.value(bare, "count")).as("%s", annotation).isNull();
        }
    }
}
