package io.github.loopline.trace;

import java.io.IOException;
import java.net.SocketAddress;

/** Writes what stands on an arrow. */
final class PageLabel {

    private final Markup out;

    PageLabel(Markup out) {
        this.out = out;
    }

    void write(Arrow arrow) throws IOException {
        Event event = arrow.event();
        if (event.kind() == EventKind.RECEIVED || event.kind() == EventKind.SENT) {
            message(event);
        } else {
            out.raw("<span>").text(words(event)).raw("</span>");
        }
        if (arrow.again() > 0) {
            out.raw("<em>\u21bb again, no. ").raw(arrow.again() + 1).raw("</em>");
        }
    }

    private void message(Event event) throws IOException {
        Message message = Message.of(event, Message.LABEL);
        if (event.detail() instanceof Dissector dissector && message.missing().isEmpty()) {
            out.raw("<code>")
                    .text(dissector.dissect(Message.of(event, event.length()).bytes()));
        } else {
            out.raw("<code>").text(message.quoted());
        }
        out.raw("</code><small>").text(Bytes.count(event.length()));
        out.text(message.missing().isEmpty() ? "" : " " + message.missing()).raw("</small>");
    }

    private static String words(Event event) {
        Object detail = event.detail();
        String more = detail == null ? "" : " " + EventText.detail(detail);
        return switch (event.kind()) {
            case ACCEPTED, CONNECTED -> "connect";
            case CONNECT_FAILED -> "\u2717 connect failed" + more;
            case SEND_FAILED -> "\u2717 send failed" + more;
            case PORT_UNREACHABLE -> "\u2717 port unreachable (ICMP)";
            case RST_RECEIVED, RST_SENT -> "\u2717 RST" + (detail instanceof SocketAddress ? "" : more);
            default -> "FIN" + (detail instanceof SocketAddress ? "" : more);
        };
    }
}
