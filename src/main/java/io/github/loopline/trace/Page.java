package io.github.loopline.trace;

import io.github.loopline.internal.OneLine;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The transcript as one HTML page: the conversation as a sequence diagram, time downwards, a lane for each fixture and for what
 * it talked to. It is static markup and style without any script: it shows bytes by {@code details}, filters by
 * {@code :checked}, and its content security policy allows that one style and nothing else.
 */
final class Page {

    /** Links to faults, resets and errors above the diagram. */
    private static final int MOST_JUMPS = 12;

    /** Characters of a failure that are shown. */
    private static final int MOST_FAILURE = 100_000;

    private final Transcript transcript;
    private final String test;
    private final @Nullable Failure failure;
    private final long end;
    private final Markup out;
    private final Parties parties;
    private final List<Arrow> arrows;
    private final PageLanes lanes;

    private Page(Transcript transcript, String test, @Nullable Failure failure, long end, Appendable out) {
        this.transcript = transcript;
        this.test = test;
        this.failure = failure;
        this.end = end;
        this.out = new Markup(out);
        parties = new Parties(transcript.events());
        arrows = Arrow.of(transcript.events(), parties);
        lanes = new PageLanes(parties.lanes());
    }

    /** Writes a page. The recordings must be there still. */
    static void write(Transcript transcript, String test, @Nullable Failure failure, long end, Appendable out)
            throws IOException {
        new Page(transcript, test, failure, end, out).write();
    }

    private void write() throws IOException {
        head();
        out.raw("<body>\n<header>\n<h1>").text(test).raw("</h1>\n");
        summary();
        failure();
        out.raw("</header>\n");
        controls();
        out.raw("<main class=\"diagram\" aria-label=\"What happened on the sockets, as a sequence diagram\">\n");
        lanes.heads(out);
        PageRows rows = new PageRows(transcript, failure, lanes, out);
        for (Arrow arrow : arrows) {
            rows.write(arrow);
        }
        rows.end();
        out.raw("</main>\n");
        state();
        out.raw("</body>\n</html>\n");
    }

    private void head() throws IOException {
        PageStyle style = PageStyle.of(lanes, arrows);
        out.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        out.raw("<meta http-equiv=\"Content-Security-Policy\" content=\"")
                .raw(style.policy())
                .raw("\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
                .raw("<meta name=\"referrer\" content=\"no-referrer\">\n<title>")
                .text(failure == null ? "" : "\u2717 ")
                .text(test)
                .raw("</title>\n<style>")
                .raw(style.text())
                .raw("</style>\n</head>\n");
    }

    private void summary() throws IOException {
        List<Event> events = transcript.events();
        long last = failure == null ? end : failure.nanos();
        long nanos = events.isEmpty() ? 0 : last - events.get(0).nanos();
        out.raw("<p class=\"summary\">")
                .text(failure == null ? "passed" : "failed")
                .text(" after " + Transcript.millis(nanos) + " ms \u00b7 ")
                .text(count(events.size(), "event") + " \u00b7 ")
                .text(count(lanes.fixtures(), "fixture") + " \u00b7 ")
                .text(count(parties.connections(), "connection") + " \u00b7 received ")
                .text(Bytes.count(bytes(EventKind.RECEIVED)) + ", sent " + Bytes.count(bytes(EventKind.SENT)))
                .raw(" \u00b7 <a href=\"transcript.txt\">text</a> \u00b7 ")
                .raw("<a href=\"transcript.pcapng\">capture for Wireshark</a></p>\n");
    }

    private static String count(long count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    private long bytes(EventKind kind) {
        return transcript.events().stream()
                .filter(event -> event.kind() == kind)
                .mapToLong(Event::length)
                .sum();
    }

    private void failure() throws IOException {
        if (failure == null) {
            return;
        }
        out.raw("<pre class=\"failure\">")
                .text(cut(OneLine.text(failure.thrown()).strip()));
        out.raw("</pre>\n<details class=\"stack\"><summary>Stack trace</summary><pre>");
        out.text(cut(stack(failure.thrown()).strip())).raw("</pre></details>\n");
    }

    /** It is the test's, and its text may fail. */
    private static String stack(Throwable thrown) {
        try {
            StringWriter stack = new StringWriter();
            thrown.printStackTrace(new PrintWriter(stack));
            return stack.toString();
        } catch (RuntimeException | StackOverflowError e) {
            return "It fails with " + e.getClass().getName();
        }
    }

    private void state() throws IOException {
        if (failure != null && !failure.state().isBlank()) {
            out.raw("<pre class=\"state\">")
                    .text(cut(failure.state().stripTrailing()))
                    .raw("</pre>\n");
        }
    }

    private static String cut(String text) {
        return text.length() <= MOST_FAILURE ? text : text.substring(0, MOST_FAILURE) + "...";
    }

    private void controls() throws IOException {
        lanes.filter(out);
        List<Arrow> marked = marked();
        if (failure != null || !marked.isEmpty()) {
            out.raw("<nav class=\"jumps\" aria-label=\"Jump\">");
            if (failure != null) {
                out.raw("<a href=\"#failure\" accesskey=\"f\">\u2193 Jump to the failure</a>");
            }
            for (int i = 0; i < Math.min(MOST_JUMPS, marked.size()); i++) {
                Event event = marked.get(i).event();
                out.raw("\n<a href=\"#mark-")
                        .raw(i + 1)
                        .raw("\">")
                        .text(jump(event))
                        .raw("</a>");
            }
            out.text(marked.size() > MOST_JUMPS ? " and " + (marked.size() - MOST_JUMPS) + " more" : "")
                    .raw("</nav>\n");
        }
    }

    private String jump(Event event) {
        String words = event.kind().words().replaceFirst("^(->|<-) ", "").replace(":", "");
        String time =
                Transcript.millis(event.nanos() - transcript.events().get(0).nanos());
        return PageRows.sign(event.kind()) + " " + words + " at " + time;
    }

    private List<Arrow> marked() {
        List<Arrow> marked = new ArrayList<>();
        for (Arrow arrow : arrows) {
            if (!PageRows.sign(arrow.event().kind()).isEmpty()) {
                marked.add(arrow);
            }
        }
        return marked;
    }
}
