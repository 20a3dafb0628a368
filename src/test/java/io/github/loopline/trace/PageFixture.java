package io.github.loopline.trace;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Events at times that a test chooses, and the page of them. */
final class PageFixture {

    static final long MILLI = 1_000_000;

    private static final Pattern TAG =
            Pattern.compile("</?([a-z0-9]+)((?: [a-z-]+(?:=\"[^\"<>]*\")?)*)>|<!DOCTYPE html>");

    private static final List<String> TAGS = List.of(
            "html head meta title style body header h1 p a pre details summary main nav label input ol li div span time"
                    .concat(" strong small em code b i")
                    .split(" "));

    private static final List<String> ATTRIBUTES = List.of(
            "lang charset http-equiv content name class id href accesskey tabindex aria-label aria-hidden type autocomplete checked for"
                    .split(" "));

    final EventLog log = new EventLog();
    final List<Event> events = new ArrayList<>();

    Track fixture(String name, int port) {
        Track track = log.track(null, -1, name + ":" + port, 1 << 20);
        event(0, track, EventKind.OPENED, address(port));
        return track;
    }

    Track connection(Track parent, int index, int local) {
        Track track = log.track(parent, index, null, 1 << 20);
        track.local(address(local));
        return track;
    }

    static InetSocketAddress address(int port) {
        return new InetSocketAddress("127.0.0.1", port);
    }

    void event(long nanos, Track track, EventKind kind, Object detail) {
        events.add(new Event(nanos, track, kind, 0, 0, detail));
    }

    void bytes(long nanos, Track track, EventKind kind, String text, Object detail) {
        bytes(nanos, track, kind, text.getBytes(UTF_8), detail);
    }

    void bytes(long nanos, Track track, EventKind kind, byte[] bytes, Object detail) {
        Event event = log.addBytes(track, kind, ByteBuffer.wrap(bytes), detail);
        events.add(new Event(nanos, track, kind, event.offset(), event.length(), detail));
    }

    String page(String test, Throwable failure, long end) {
        try {
            StringBuilder out = new StringBuilder();
            Failure failed =
                    failure == null ? null : new Failure(failure, end, "The sockets when it failed:\n  <none>\n");
            Page.write(new Transcript(events, 0), test, failed, end, out);
            return out.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The rows of the diagram, one a line, without what a click opens. */
    String rows(Throwable failure, long end) {
        String page = page("SomeTests.test", failure, end);
        return page.substring(page.indexOf("<ol class=\"rows\">") + 18, page.indexOf("</ol>"))
                .replaceAll("(?s)<div class=\"bytes\">.*?</div>", "");
    }

    /** Fails if there is anything in a page that the library did not put there: other tags, attributes, characters. */
    static String checked(String page) {
        int at = 0;
        Matcher tag = TAG.matcher(page);
        while (tag.find()) {
            checkText(page.substring(at, tag.start()));
            if (tag.group(1) != null && !TAGS.contains(tag.group(1))) {
                throw new AssertionError("a tag: " + tag.group());
            }
            if (tag.group(2) != null) {
                checkAttributes(tag.group(2));
            }
            at = tag.end();
        }
        checkText(page.substring(at));
        return page;
    }

    private static void checkAttributes(String attributes) {
        for (String attribute : attributes.replaceAll("\"[^\"]*\"", "").strip().split(" ")) {
            String name = attribute.replace("=", "");
            if (!name.isEmpty() && !ATTRIBUTES.contains(name)) {
                throw new AssertionError("an attribute: " + attributes);
            }
        }
    }

    private static void checkText(String text) {
        boolean style = text.contains(":root");
        text.codePoints().forEach(c -> {
            if (c == '<' || c == '>' && !style || c != '\n' && c != '\t' && Bytes.isInvisible(c)) {
                throw new AssertionError("U+" + Integer.toHexString(c) + " in: " + text);
            }
        });
    }
}
