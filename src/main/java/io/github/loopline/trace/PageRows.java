package io.github.loopline.trace;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Writes the rows of the diagram: times, gaps, arrows and notes, with the bytes that a click opens. */
final class PageRows {

    /** A pause that is told in words instead of space. */
    private static final long GAP = 100_000_000;

    private static final long MILLI = 1_000_000;

    /** Rows that a browser lays out together, and not before they come into view. */
    private static final int GROUP = 100;

    private final PageLanes lanes;
    private final Markup out;
    private final PageBytes bytes;
    private final long start;
    private final long unkept;
    private @Nullable Failure failure; // until it is told
    private long last;
    private int marks;
    private int rows;

    PageRows(Transcript transcript, @Nullable Failure failure, PageLanes lanes, Markup out) {
        this.failure = failure;
        this.lanes = lanes;
        this.out = out;
        this.unkept = transcript.unkept();
        start = transcript.events().isEmpty() ? 0 : transcript.events().get(0).nanos();
        last = start;
        bytes = new PageBytes(out, start);
    }

    /** Gives the sign of what a reader looks for first, or nothing. */
    static String sign(EventKind kind) {
        return switch (kind) {
            case FAULT -> "\u26a1";
            case RST_RECEIVED, RST_SENT, SEND_FAILED, CONNECT_FAILED, PORT_UNREACHABLE, TIMED_OUT, ERROR -> "\u2717";
            default -> "";
        };
    }

    private static String colour(EventKind kind) {
        return kind == EventKind.FAULT ? " fault" : sign(kind).isEmpty() ? "" : " bad";
    }

    /** Names the class that puts an arrow between its lanes, or gives nothing for a note. */
    static String span(PageLanes lanes, Arrow arrow) {
        Party to = arrow.to();
        if (to == null || lanes.of(to) == lanes.of(arrow.from())) {
            return "";
        }
        String half = !arrow.half() ? "" : arrow.isIncoming() ? "in" : "out";
        return "a" + lanes.of(arrow.from()) + "-" + lanes.of(to) + half;
    }

    void write(Arrow arrow) throws IOException {
        Event event = arrow.event();
        if (rows++ % GROUP == 0) {
            out.raw(rows == 1 ? "<ol class=\"rows\">\n" : "</ol>\n<ol class=\"rows\">\n");
        }
        if (failure != null && event.nanos() - failure.nanos() > 0) {
            fail(failure);
        }
        pause(event.nanos());
        boolean data = event.length() > 0;
        out.raw("<li class=\"r ")
                .raw(lanes.hidden(arrow))
                .raw(space(event.nanos()))
                .raw(colour(event.kind()));
        out.raw(span(lanes, arrow).isEmpty() ? " noted\"" : "\"");
        if (!sign(event.kind()).isEmpty()) {
            out.raw(" id=\"mark-").raw(++marks).raw("\"");
        }
        out.raw(data ? "><details><summary class=\"grid\">" : "><div class=\"grid\">");
        out.raw("<time>").raw(Transcript.millis(event.nanos() - start)).raw("</time>");
        label(arrow);
        if (data) {
            out.raw("</summary>");
            bytes.write(arrow);
            out.raw("</details></li>\n");
        } else {
            out.raw("</div></li>\n");
        }
        last = event.nanos();
    }

    private void label(Arrow arrow) throws IOException {
        String span = span(lanes, arrow);
        Party to = arrow.to();
        if (span.isEmpty() || to == null) {
            out.raw("<span class=\"note n").raw(lanes.of(arrow.from())).raw("\">");
            connection(arrow);
            out.text(sign(arrow.event().kind())).raw(" ").text(EventText.of(arrow.event()));
        } else {
            boolean right = lanes.of(arrow.from()) < lanes.of(to);
            out.raw("<span class=\"a ")
                    .raw(right ? "right " : "left ")
                    .raw(span)
                    .raw(arrow.half() ? " half" : "");
            out.raw("\"><span class=\"sr\">")
                    .text(arrow.from().name() + " to " + to.name() + ": ")
                    .raw("</span>");
            out.raw("<span class=\"l\">");
            connection(arrow);
            new PageLabel(out).write(arrow);
            out.raw("</span>");
        }
        out.raw("</span>");
    }

    /** Tells connections apart. */
    private void connection(Arrow arrow) throws IOException {
        int index = arrow.event().track().index();
        if (index >= 0) {
            out.raw("<b class=\"c\">#").raw(index).raw("</b> ");
        }
    }

    private void pause(long nanos) throws IOException {
        if (nanos - last >= GAP) {
            String time = nanos - last < 1000 * MILLI
                    ? (nanos - last) / MILLI + " ms"
                    : Math.floor((nanos - last) / (100.0 * MILLI)) / 10 + " s";
            out.raw("<li class=\"gap grid\"><span>").raw(time).raw(" nothing</span></li>\n");
        }
    }

    /** Keeps a distance that tells a long time from a short one. */
    private String space(long nanos) {
        long pause = nanos - last;
        return pause >= GAP || pause < MILLI ? "" : pause < 10 * MILLI ? " s1" : " s2";
    }

    /** Writes what is known at the end: what was not kept, and that the test failed, if that was not told before. */
    void end() throws IOException {
        out.raw(rows == 0 ? "<ol class=\"rows\">\n" : "");
        if (unkept > 0) {
            out.raw("<li class=\"gap grid\"><span>").raw(unkept);
            out.raw(" later events of bytes were counted and not kept</span></li>\n");
        }
        if (failure != null) {
            fail(failure);
        }
        out.raw("</ol>\n");
    }

    private void fail(Failure now) throws IOException {
        pause(now.nanos());
        out.raw("<li class=\"end\" id=\"failure\" tabindex=\"-1\"><div class=\"grid\"><time>");
        out.raw(Transcript.millis(now.nanos() - start)).raw("</time><strong>\u2717 the test failed here: ");
        out.text(EventText.detail(now.thrown())).raw("</strong></div></li>\n");
        last = now.nanos();
        failure = null;
    }
}
