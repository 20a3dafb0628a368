package io.github.loopline.trace;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What happened on the sockets of an owner, one line an event: time since the first of them, socket, what happened. Arrows
 * are seen from the fixture: {@code <-} came in, {@code ->} went out. Immutable but for the bytes, which the recordings hold:
 * write it before the owner closes.
 *
 * @since 0.1
 */
public final class Transcript {

    /** Lines that {@link #toString()} shows: the first half and the last half of longer ones. */
    private static final int MOST_LINES = 400;

    private final List<Event> events;
    private final long unkept;

    Transcript(List<Event> events, long unkept) {
        this.events = List.copyOf(events);
        this.unkept = unkept;
    }

    /** Gives the events since a mark, and before it the opening of each socket that was still open then. */
    static Transcript since(int mark, List<Event> events, long unkept) {
        Map<Track, Event> open = new LinkedHashMap<>();
        for (Event event : events.subList(0, mark)) {
            if (event.kind() == EventKind.OPENED) {
                open.put(event.track(), event);
            } else if (event.kind() == EventKind.STOPPED || event.kind() == EventKind.CLOSED) {
                open.remove(event.track());
            }
        }
        List<Event> shown = new ArrayList<>(open.values());
        shown.addAll(events.subList(mark, events.size()));
        return new Transcript(shown, unkept);
    }

    /**
     * Merge the transcripts of several owners by time.
     *
     * @param transcripts the parts, at least one
     * @return one transcript, never null
     */
    public static Transcript merge(List<Transcript> transcripts) {
        List<Event> all = new ArrayList<>();
        long unkept = 0;
        for (Transcript part : transcripts) {
            all.addAll(part.events);
            unkept += part.unkept;
        }
        long now = System.nanoTime(); // the clock may wrap: only differences compare
        all.sort(Comparator.comparingLong(event -> event.nanos() - now)); // stable: one owner's order stays
        return new Transcript(all, unkept);
    }

    /**
     * Give the events in order.
     *
     * @return an immutable list, potentially empty
     */
    public List<Event> events() {
        return events;
    }

    /**
     * Pick what happened on a fixture and its connections, or on one connection.
     *
     * @param fixture the fixture or connection: its name is what counts
     * @return a part of this, potentially empty
     */
    public Transcript of(Object fixture) {
        String name = fixture.toString();
        return new Transcript(
                events.stream().filter(event -> event.track().isOf(name)).toList(), unkept);
    }

    /**
     * Write the whole transcript to a file, whatever its length.
     *
     * @param file created or replaced
     * @throws UncheckedIOException if the file cannot be written
     */
    public void writeTo(Path file) {
        try (Writer out = Files.newBufferedWriter(file)) {
            write(out, Integer.MAX_VALUE, "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Write what was on the wire as a capture file (pcapng) that Wireshark opens: an interface for each fixture, packets with
     * made-up headers and correct sequence numbers and checksums, and everything else as comments. A connection between two
     * fixtures is there once.
     *
     * @param file created or replaced
     * @throws UncheckedIOException if the file cannot be written
     */
    public void writeCaptureTo(Path file) {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            Capture.write(events, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Write a self-contained HTML page that shows the transcript as a sequence diagram: time downwards, a lane for each fixture and
     * for what it talked to, the bytes of a message behind a click. It needs no script and no other file, and nothing that was
     * received can become markup. Of a message it has the first 4096 bytes, and of the messages behind the first mebibyte
     * the first 32.
     *
     * @param file created or replaced
     * @param test whose transcript it is, the title
     * @param failure how it failed, or null if it did not
     * @throws UncheckedIOException if the file cannot be written
     */
    public void writePageTo(Path file, String test, @Nullable Failure failure) {
        try (Writer out = Files.newBufferedWriter(file)) {
            Page.write(this, test, failure, System.nanoTime(), out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long unkept() {
        return unkept;
    }

    /** Give the transcript as text; a long one is cut in the middle. */
    @Override
    public String toString() {
        return shortened("");
    }

    /**
     * Give the transcript as text; a long one is cut in the middle, where a pointer leads to the whole.
     *
     * @param pointer words behind "are not shown", such as {@code  here, see transcript.txt}; or nothing
     * @return the lines, each ended; never null
     */
    public String shortened(String pointer) {
        try {
            StringBuilder text = new StringBuilder();
            write(text, MOST_LINES, pointer);
            return text.toString();
        } catch (IOException e) {
            throw new UncheckedIOException("a StringBuilder takes everything", e);
        }
    }

    private void write(Appendable out, int most, String pointer) throws IOException {
        int width = 0;
        for (Event event : events) {
            width = Math.max(width, event.track().toString().length());
        }
        int cut = events.size() <= most ? 0 : events.size() - most;
        for (int i = 0; i < events.size(); i++) {
            if (cut > 0 && i == most / 2) {
                out.append("  ... ")
                        .append(Integer.toString(cut))
                        .append(" events are not shown")
                        .append(pointer)
                        .append(" ...\n");
                i += cut;
            }
            out.append(line(events.get(i), width));
        }
        if (unkept > 0) {
            out.append("  ... ")
                    .append(Long.toString(unkept))
                    .append(" later events of bytes were counted and not kept ...\n");
        }
    }

    private String line(Event event, int width) {
        String time = millis(event.nanos() - events.get(0).nanos());
        String label = event.track().toString();
        String margin = "  " + " ".repeat(Math.max(0, 10 - time.length())) + time + " ms  " + label
                + " ".repeat(Math.max(0, width - label.length())) + "  ";
        Stream<String> lines = EventText.of(event).lines().map(String::stripTrailing);
        return margin + lines.collect(Collectors.joining("\n" + " ".repeat(margin.length()))) + "\n";
    }

    static String millis(long nanos) {
        long micros = Math.max(0, nanos) / 1000;
        String fraction = Long.toString(1000 + micros % 1000).substring(1);
        return micros / 1000 + "." + fraction;
    }
}
