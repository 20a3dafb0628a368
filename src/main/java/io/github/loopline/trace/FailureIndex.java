package io.github.loopline.trace;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A page that links to the pages of all failed tests of a run. Each failure adds its line under a lock of the file, so that tests in
 * parallel and JVMs of one run can do so at the same time; the first failure of another run begins anew.
 *
 * <p>JVMs are of one run if the same process has started them: the build tool. What an IDE or a daemon starts is one run as long as
 * that lives; a test that fails again has one line there, with the time of the last failure.
 *
 * @since 0.1
 */
public final class FailureIndex {

    private static final long MOST_WAIT = TimeUnit.SECONDS.toNanos(5);

    private static final String ENTRY = "<li>";

    private final Path file;
    private final String run;

    /**
     * Create an index.
     *
     * @param file where it is, in a folder that is there; the pages must be below that folder
     */
    public FailureIndex(Path file) {
        this(file, Runs.current());
    }

    /** Creates one of another run. */
    FailureIndex(Path file, String run) {
        this.file = file;
        this.run = run;
    }

    /**
     * Add a failed test, or tell of its new failure.
     *
     * @param page the test's page
     * @param test its name
     * @param thrown what it failed with
     * @throws UncheckedIOException if the file cannot be written, or others hold its lock for 5 s
     */
    public void add(Path page, String test, Throwable thrown) {
        try {
            write(page, test, thrown);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(Path page, String test, Throwable thrown) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        String link = link(folder == null ? page : folder.relativize(page.toAbsolutePath()));
        StringBuilder entry = new StringBuilder();
        new Markup(entry)
                .raw(ENTRY + "<a href=\"")
                .text(link)
                .raw("\">")
                .text(oneLine(test))
                .raw("</a> <time>")
                .text(LocalTime.now().truncatedTo(ChronoUnit.SECONDS).toString())
                .raw("</time> <code>")
                .text(oneLine(EventText.detail(thrown)))
                .raw("</code></li>");
        synchronized (FailureIndex.class) { // a lock of a file is one of the whole JVM
            try (FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                lock(channel);
                List<String> entries = entries(channel, "\"" + link + "\"");
                entries.add(entry.toString());
                replace(channel, page(entries));
            }
        }
    }

    /** Waits for the lock, which ends with the channel. */
    private static void lock(FileChannel channel) throws IOException {
        long start = System.nanoTime();
        while (tryLock(channel) == null) {
            if (System.nanoTime() - start > MOST_WAIT) {
                throw new IOException("others hold its lock for 5 s");
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // of the same class in another class loader
        }
    }

    /** Gives the lines of this run but for the one with the link. */
    private List<String> entries(FileChannel channel, String link) throws IOException {
        ByteBuffer content = ByteBuffer.allocate((int) channel.size());
        int read = 0;
        while (read >= 0 && content.hasRemaining()) {
            read = channel.read(content);
        }
        String text = new String(content.array(), 0, content.position(), StandardCharsets.UTF_8);
        List<String> entries = new ArrayList<>();
        if (text.contains(mark())) {
            text.lines()
                    .filter(line -> line.startsWith(ENTRY) && !line.contains(link))
                    .forEach(entries::add);
        }
        return entries;
    }

    private static void replace(FileChannel channel, String page) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(page.getBytes(StandardCharsets.UTF_8));
        channel.truncate(0);
        channel.position(0);
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private String mark() {
        return "<meta name=\"run\" content=\"" + run + "\">";
    }

    private String page(List<String> entries) {
        PageStyle style = PageStyle.ofIndex();
        String title = entries.size() == 1 ? "1 failed test" : entries.size() + " failed tests";
        return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                + "<meta http-equiv=\"Content-Security-Policy\" content=\"" + style.policy() + "\">\n"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n" + mark()
                + "\n<title>" + title + "</title>\n<style>" + style.text() + "</style>\n</head>\n<body>\n<h1>" + title
                + "</h1>\n<ol class=\"index\">\n" + String.join("\n", entries) + "\n</ol>\n</body>\n</html>\n";
    }

    private static String oneLine(String text) {
        return text.lines()
                .map(String::strip)
                .reduce((one, next) -> one + " " + next)
                .orElse("");
    }

    /** Writes a relative path as a URL (RFC 3986, 4.2). */
    private static String link(Path relative) {
        StringBuilder link = new StringBuilder(".");
        for (Path part : relative) {
            link.append('/');
            for (byte b : part.toString().getBytes(StandardCharsets.UTF_8)) {
                if (b < 0x7F && (Character.isLetterOrDigit(b) || b == '-' || b == '.' || b == '_')) {
                    link.append((char) b);
                } else {
                    link.append('%').append(Bytes.hex(new byte[] {b}));
                }
            }
        }
        return link.toString();
    }
}
