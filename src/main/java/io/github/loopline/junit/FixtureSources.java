package io.github.loopline.junit;

import io.github.loopline.datagram.RdmSocketSpec;
import io.github.loopline.datagram.RefusedUdpPortSpec;
import io.github.loopline.datagram.UdpPeerSpec;
import io.github.loopline.datagram.UnixPeerSpec;
import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.Options;
import io.github.loopline.fixture.Spec;
import io.github.loopline.link.TcpLinkSpec;
import io.github.loopline.link.UdpLinkSpec;
import io.github.loopline.link.UnixDatagramLinkSpec;
import io.github.loopline.link.UnixLinkSpec;
import io.github.loopline.net.Protocol;
import io.github.loopline.net.SocketType;
import io.github.loopline.packet.PacketClient;
import io.github.loopline.packet.PacketClientSpec;
import io.github.loopline.packet.PacketServer;
import io.github.loopline.packet.PacketServerSpec;
import io.github.loopline.raw.RawSocketSpec;
import io.github.loopline.stream.PortSpec;
import io.github.loopline.stream.StreamClient;
import io.github.loopline.stream.StreamServer;
import io.github.loopline.stream.TcpClientSpec;
import io.github.loopline.stream.TcpServerSpec;
import io.github.loopline.stream.UnixClientSpec;
import io.github.loopline.stream.UnixServerSpec;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.nio.channels.NetworkChannel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.platform.commons.support.AnnotationSupport;

/** From an annotated element to the description of its fixture. A new annotation is added here and nowhere else. */
final class FixtureSources {

    static final List<Class<? extends Annotation>> ANNOTATIONS = List.of(
            TcpServer.class,
            TcpClient.class,
            UdpPeer.class,
            RawSocket.class,
            UnixServer.class,
            UnixClient.class,
            UnixPeer.class,
            RdmSocket.class,
            TcpLink.class,
            UdpLink.class,
            UnixLink.class,
            UnixDatagramLink.class,
            RefusedPort.class,
            UnresponsivePort.class);

    private FixtureSources() {}

    /** Lists the fixture annotations of an element, those of composed annotations included. */
    static List<Annotation> find(AnnotatedElement element) {
        List<Annotation> found = new ArrayList<>(1);
        for (Annotation present : element.getAnnotations()) {
            if (ANNOTATIONS.contains(present.annotationType())) {
                found.add(present);
            } else {
                for (Class<? extends Annotation> annotation : ANNOTATIONS) {
                    AnnotationSupport.findAnnotation(present.annotationType(), annotation)
                            .ifPresent(found::add);
                }
            }
        }
        return found;
    }

    /**
     * Describes what a declaration asks for.
     *
     * @throws IllegalArgumentException if it is wrong; nothing is opened
     */
    static Spec<?> spec(Declaration declaration) {
        if (declaration.annotations().size() > 1) {
            throw new IllegalArgumentException("must have one fixture annotation but has also @"
                    + declaration.annotations().get(1).annotationType().getSimpleName() + ". Remove one.");
        }
        declaration.checkSeveral();
        boolean onePort = declaration.annotation() instanceof TcpServer server && server.onePort();
        if (onePort && !(declaration.isList() && declaration.type() == StreamServer.class)) {
            throw new IllegalArgumentException("onePort has no effect on "
                    + declaration.type().getSimpleName() + ". Remove it, or inject List<StreamServer>.");
        }
        Options options = Attributes.options(declaration.annotation());
        Object count = Attributes.value(declaration.annotation(), "count");
        if (!declaration.isList() && count != null) {
            String type = declaration.type().getSimpleName();
            throw new IllegalArgumentException("count has no effect on " + type + ". Remove it, or inject List<"
                    + (type.equals("int") ? "Integer" : type) + ">.");
        }
        if (declaration.isList() && (count == null || (int) count < 1)) {
            throw new IllegalArgumentException("count must be at least 1 for a List but was "
                    + (count == null ? "not set" : count) + ". Write how many to open.");
        }
        if (onePort && count != null) {
            return TcpServerSpec.of(options).onOnePort((int) count);
        }
        Spec<?> one = spec(declaration.annotation(), options, declaration.type());
        return count == null ? one : several(one, (int) count);
    }

    private static Spec<?> several(Spec<?> one, int count) {
        return scope -> {
            List<Object> opened = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                opened.add(one.open(scope));
            }
            return Collections.unmodifiableList(opened);
        };
    }

    private static Spec<?> spec(Annotation annotation, Options options, Class<?> type) {
        if (annotation instanceof TcpServer) {
            return TcpServerSpec.of(options).as(type);
        }
        if (annotation instanceof TcpClient) {
            return TcpClientSpec.of(options).as(type);
        }
        if (annotation instanceof UdpPeer) {
            return UdpPeerSpec.of(options).as(type);
        }
        if (annotation instanceof UnixServer) {
            checkType(options, type, PacketServer.class, StreamServer.class);
            Options rest = options.without(Option.TYPE);
            return options.type() == SocketType.SEQPACKET
                    ? PacketServerSpec.of(rest).as(type)
                    : UnixServerSpec.of(rest).as(type);
        }
        if (annotation instanceof UnixClient) {
            checkType(options, type, PacketClient.class, StreamClient.class);
            Options rest = options.without(Option.TYPE);
            return options.type() == SocketType.SEQPACKET
                    ? PacketClientSpec.of(rest).as(type)
                    : UnixClientSpec.of(rest).as(type);
        }
        if (annotation instanceof UnixPeer) {
            return UnixPeerSpec.of(options).as(type);
        }
        if (annotation instanceof RdmSocket rdm) {
            return RdmSocketSpec.of(rdm.standIn(), options).as(type);
        }
        if (annotation instanceof RawSocket raw) {
            return RawSocketSpec.of(raw.protocol(), options).as(type);
        }
        if (annotation instanceof TcpLink) {
            return TcpLinkSpec.of(options).as(type);
        }
        if (annotation instanceof UdpLink) {
            return UdpLinkSpec.of(options).as(type);
        }
        if (annotation instanceof UnixLink) {
            return UnixLinkSpec.of(options).as(type);
        }
        if (annotation instanceof UnixDatagramLink) {
            return UnixDatagramLinkSpec.of(options).as(type);
        }
        if (annotation instanceof RefusedPort refused) {
            return refused.protocol() == Protocol.UDP
                    ? RefusedUdpPortSpec.of(options).as(type)
                    : PortSpec.refused().with(options).as(type);
        }
        return PortSpec.unresponsive().with(options).as(type);
    }

    /** Tells in one line if the declared type of socket and that of the fixture are not the same. */
    private static void checkType(Options options, Class<?> type, Class<?> packets, Class<?> stream) {
        SocketType socket = options.type();
        if (socket != SocketType.STREAM && socket != SocketType.SEQPACKET) {
            String other = socket == SocketType.DGRAM ? " Use @UnixPeer." : " Unix sockets have no such type.";
            throw new IllegalArgumentException("type must be STREAM or SEQPACKET but was " + socket + "." + other);
        }
        if (type == packets && socket != SocketType.SEQPACKET) {
            throw new IllegalArgumentException("type must be SEQPACKET for " + type.getSimpleName() + " but was "
                    + socket + ". Write type = SEQPACKET, or inject " + stream.getSimpleName() + ".");
        }
        if (socket == SocketType.SEQPACKET && (type == stream || NetworkChannel.class.isAssignableFrom(type))) {
            throw new IllegalArgumentException("type must be STREAM for " + type.getSimpleName()
                    + " but was SEQPACKET. Remove it, or inject " + packets.getSimpleName() + ".");
        }
    }
}
