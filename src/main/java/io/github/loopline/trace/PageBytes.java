package io.github.loopline.trace;

import java.io.IOException;
import java.net.SocketAddress;

/** Writes the bytes of a message in hex and as text, those of a long one in part, and all of them up to a bound. */
final class PageBytes {

    /** Bytes of one message. */
    private static final int MOST = 4096;

    /** Bytes of all messages, past which each has a few: four times as much is written. */
    private static final int MOST_OF_ALL = 1 << 20;

    private static final int FEW = 32;

    private final Markup out;
    private final long start;
    private long written;

    PageBytes(Markup out, long start) {
        this.out = out;
        this.start = start;
    }

    void write(Arrow arrow) throws IOException {
        Event event = arrow.event();
        Message message = Message.of(event, written < MOST_OF_ALL ? MOST : FEW);
        written += message.bytes().length;
        out.raw("<div class=\"bytes\"><p>").text(told(event));
        if (arrow.arrival() != null) {
            out.text("; " + told(arrow.arrival()));
        }
        out.raw("</p><pre>");
        for (int from = 0; from < message.bytes().length; from += Difference.ROW) {
            out.text(Difference.row(Difference.cells(message.bytes()), from)).raw("\n");
        }
        out.text(rest(message)).raw("</pre>");
        if (Bytes.isText(message.bytes()) && message.bytes().length > 0) {
            out.raw("<pre>")
                    .text(Bytes.quote(message.bytes()).replace("\\n", "\\n\n"))
                    .raw("</pre>");
        }
        out.raw("</div>");
    }

    private String told(Event event) {
        boolean sent = event.kind() == EventKind.SENT;
        String other = event.detail() instanceof SocketAddress address
                ? (sent ? " to " : " from ") + EventText.address(address)
                : "";
        return event.track() + (sent ? " sent " : " received ") + Bytes.count(event.length()) + other + " at "
                + Transcript.millis(event.nanos() - start) + " ms, offset " + event.offset();
    }

    private static String rest(Message message) {
        int more = message.kept() - message.bytes().length;
        return (more > 0 ? "and " + Bytes.count(more) + " more, in the capture" : "") + message.missing();
    }
}
