package io.github.loopline.junit;

import io.github.loopline.datagram.RefusedUdpPortSpec;
import io.github.loopline.datagram.UdpPeerSpec;
import io.github.loopline.fixture.Options;
import io.github.loopline.fixture.Spec;
import io.github.loopline.net.Protocol;
import io.github.loopline.stream.RefusedPortSpec;
import io.github.loopline.stream.TcpClientSpec;
import io.github.loopline.stream.TcpServerSpec;
import io.github.loopline.stream.UnixClientSpec;
import io.github.loopline.stream.UnixServerSpec;
import io.github.loopline.stream.UnresponsivePortSpec;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.platform.commons.support.AnnotationSupport;

/** From an annotated element to the description of its fixture. A new annotation is added here and nowhere else. */
final class FixtureSources {

    private static final List<Class<? extends Annotation>> ANNOTATIONS = List.of(
            TcpServer.class,
            TcpClient.class,
            UdpPeer.class,
            UnixServer.class,
            UnixClient.class,
            RefusedPort.class,
            UnresponsivePort.class);

    private FixtureSources() {}

    /** Lists the fixture annotations of an element, those of composed annotations included. */
    static List<Annotation> find(AnnotatedElement element) {
        if (element.getAnnotations().length == 0) {
            return List.of();
        }
        List<Annotation> found = new ArrayList<>(1);
        for (Class<? extends Annotation> annotation : ANNOTATIONS) {
            AnnotationSupport.findAnnotation(element, annotation).ifPresent(found::add);
        }
        return found;
    }

    /**
     * Describes what a declaration asks for.
     *
     * @throws IllegalArgumentException if it is wrong; nothing is opened
     */
    static Spec<?> spec(Declaration declaration) {
        Options options = Attributes.options(declaration.annotation());
        Object count = Attributes.value(declaration.annotation(), "count");
        if (!declaration.isList()) {
            if (count != null) {
                throw new IllegalArgumentException(
                        "count has no effect on " + declaration.type().getSimpleName() + ". Remove it, or inject List<"
                                + declaration.type().getSimpleName() + ">.");
            }
            return spec(declaration.annotation(), options, declaration.type());
        }
        if (count == null || (int) count < 1) {
            throw new IllegalArgumentException("count must be at least 1 for a List but was "
                    + (count == null ? "not set" : count) + ". Write how many to open.");
        }
        Spec<?> each = spec(declaration.annotation(), options, declaration.type());
        return scope -> {
            List<Object> opened = new ArrayList<>();
            for (int i = 0; i < (int) count; i++) {
                opened.add(each.open(scope));
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
            return UnixServerSpec.of(options).as(type);
        }
        if (annotation instanceof UnixClient) {
            return UnixClientSpec.of(options).as(type);
        }
        if (annotation instanceof RefusedPort refused) {
            return refused.protocol() == Protocol.UDP
                    ? RefusedUdpPortSpec.of(options).as(type)
                    : RefusedPortSpec.of(options).as(type);
        }
        return UnresponsivePortSpec.of(options).as(type);
    }
}
