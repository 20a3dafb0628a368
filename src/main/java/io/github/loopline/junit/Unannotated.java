package io.github.loopline.junit;

import io.github.loopline.datagram.DatagramPeer;
import io.github.loopline.link.DatagramLink;
import io.github.loopline.link.StreamLink;
import io.github.loopline.packet.PacketClient;
import io.github.loopline.packet.PacketServer;
import io.github.loopline.raw.RawPeer;
import io.github.loopline.stream.StreamClient;
import io.github.loopline.stream.StreamServer;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * Parameters of a fixture's type without the annotation that declares one. They are not claimed, since a resolver of the user's may make
 * them, and JUnit refuses two: only once it has found nobody, its line is replaced by one that helps.
 */
final class Unannotated {

    /** How JUnit tells that nobody resolves a parameter: the parameter as Java writes it, then the method. */
    private static final Pattern NOBODY =
            Pattern.compile("No ParameterResolver registered for parameter \\[(.+)] in method \\[(.+)]\\.?");

    /** What declares a fixture of each type; the first is the one to write. */
    static final Map<Class<?>, List<String>> ANNOTATIONS = Map.of(
            StreamServer.class, List.of("@TcpServer", "@UnixServer"),
            StreamClient.class, List.of("@TcpClient", "@UnixClient"),
            DatagramPeer.class, List.of("@UdpPeer", "@UnixPeer", "@RdmSocket"),
            PacketServer.class, List.of("@UnixServer(type = SocketType.SEQPACKET)"),
            PacketClient.class, List.of("@UnixClient(type = SocketType.SEQPACKET)"),
            RawPeer.class, List.of("@RawSocket(protocol = IpProtocol.ICMP)"),
            StreamLink.class, List.of("@TcpLink", "@UnixLink"),
            DatagramLink.class, List.of("@UdpLink", "@UnixDatagramLink"));

    private Unannotated() {}

    /** Gives what is to be told in place of a failure: itself, unless it is about such a parameter of a method. */
    static Throwable or(Throwable failure, ExtensionContext context) {
        String message = failure.getMessage();
        Matcher nobody = NOBODY.matcher(message == null ? "" : message);
        if (!(failure instanceof ParameterResolutionException) || !nobody.matches()) {
            return failure;
        }
        for (Method method : ReflectionSupport.findMethods(
                context.getRequiredTestClass(),
                each -> each.toGenericString().equals(nobody.group(2)),
                HierarchyTraversalMode.BOTTOM_UP)) {
            Parameter[] parameters = method.getParameters();
            for (int i = 0; i < parameters.length; i++) {
                String line = parameters[i].toString().equals(nobody.group(1)) ? line(parameters[i], i) : null;
                if (line != null) {
                    return new ParameterResolutionException(line, failure);
                }
            }
        }
        return failure;
    }

    private static @Nullable String line(Parameter parameter, int index) {
        Declaration declaration = Declaration.of(parameter, index, List.of());
        List<String> annotations = ANNOTATIONS.get(declaration.type());
        if (annotations == null) {
            return null;
        }
        String has = Arrays.stream(parameter.getAnnotations())
                .map(Annotation::annotationType)
                .map(type -> "@" + type.getSimpleName())
                .collect(Collectors.joining(" "));
        boolean isList = declaration.isList();
        String type = declaration.type().getSimpleName();
        String first = isList ? several(annotations.get(0)) : annotations.get(0);
        List<String> others = annotations.subList(1, annotations.size());
        return "P" + declaration.description().substring(1)
                + " must have an annotation that declares the fixture but has "
                + (has.isEmpty() ? "none" : "only " + has)
                + ". Write \"" + first + " " + (isList ? "List<" + type + ">" : type) + " " + parameter.getName() + "\""
                + (others.isEmpty() ? "" : ", or " + String.join(" or ", others)) + ".";
    }

    private static String several(String annotation) {
        return annotation.endsWith(")")
                ? annotation.substring(0, annotation.length() - 1) + ", count = 2)"
                : annotation + "(count = 2)";
    }
}
