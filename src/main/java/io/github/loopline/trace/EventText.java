package io.github.loopline.trace;

import io.github.loopline.internal.OneLine;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** Puts an event into the words of the transcript. */
final class EventText {

    private EventText() {}

    static String of(Event event) {
        StringBuilder line = new StringBuilder(event.kind().words());
        if (event.kind() == EventKind.RECEIVED || event.kind() == EventKind.SENT) {
            appendBytes(line, event);
        } else if (event.detail() != null) {
            line.append(event.detail() instanceof SocketAddress ? from(event.kind()) : " ")
                    .append(detail(event.detail()));
        }
        return line.toString();
    }

    private static void appendBytes(StringBuilder line, Event event) {
        line.append(' ').append(Bytes.count(event.length()));
        if (event.detail() instanceof SocketAddress other) {
            line.append(event.kind() == EventKind.SENT ? " to " : " from ").append(address(other));
        } else if (event.detail() != null) {
            line.append(' ').append(event.detail());
        }
        Message message = Message.of(event, Message.LABEL);
        if (event.detail() instanceof Dissector dissector && message.missing().isEmpty()) {
            byte[] whole = Message.of(event, event.length()).bytes();
            line.append(": ").append(dissector.dissect(whole));
        } else if (message.bytes().length > 0) {
            line.append(' ').append(message.quoted());
        }
        if (!message.missing().isEmpty()) {
            line.append(' ').append(message.missing());
        }
    }

    private static String from(EventKind kind) {
        return switch (kind) {
            case ACCEPTED, PORT_UNREACHABLE -> " from ";
            case OPENED -> " on ";
            default -> " to ";
        };
    }

    static String detail(@Nullable Object detail) {
        if (detail instanceof Throwable failure) {
            return OneLine.of(failure); // it tells the rest itself
        }
        return detail instanceof SocketAddress address ? address(address) : String.valueOf(detail);
    }

    /** The JDK writes all the zeros. */
    private static String six(InetAddress address) {
        if (address.isLoopbackAddress()) {
            return "::1";
        }
        return address.isAnyLocalAddress() ? "::" : address.getHostAddress();
    }

    /** Shows an address without the host name that the JDK may have in it. */
    static String address(SocketAddress address) {
        if (address instanceof InetSocketAddress inet && !inet.isUnresolved()) {
            boolean four = inet.getAddress() instanceof Inet4Address;
            String host = inet.getAddress().getHostAddress();
            return (four ? host : "[" + six(inet.getAddress()) + "]") + ":" + inet.getPort();
        }
        String text = address.toString();
        return text.isEmpty() ? "an unnamed socket" : text;
    }
}
