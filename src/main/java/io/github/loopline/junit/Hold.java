package io.github.loopline.junit;

import io.github.loopline.internal.Deadline;
import io.github.loopline.internal.OneLine;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the fixtures of a failed test open for a while, so that somebody can look at them by hand. It says so on the standard
 * error output, the one thing that the library prints: the report of the failure comes when the test is over, which is too late.
 */
final class Hold {

    private final String test;
    private final Duration time;
    private final @Nullable Path folder;

    /**
     * Prepares a hold.
     *
     * @param test its name
     * @param time how long at most
     * @param folder that is there, for the file whose deletion ends it; or null for one among the temporary files
     */
    Hold(String test, Duration time, @Nullable Path folder) {
        this.test = test;
        this.time = time;
        this.folder = folder;
    }

    /** Waits until the time is over, the file is deleted, or the thread is interrupted, whose flag is set again. */
    void run(Throwable failure, String sockets) {
        run(failure, sockets, System.err);
    }

    /** Does it, and says so elsewhere. */
    void run(Throwable failure, String sockets, PrintStream out) {
        Deadline deadline = Deadline.after(time);
        String text = "Loopline holds the sockets of " + test + " open for " + Deadline.text(time)
                + ", since it failed: " + OneLine.of(failure) + "\n" + sockets;
        try {
            Path place = folder == null ? Files.createTempDirectory("loopline-hold-") : folder;
            try (WatchService watch = place.getFileSystem().newWatchService()) {
                place.register(watch, StandardWatchEventKinds.ENTRY_DELETE);
                Path file = Files.writeString(place.resolve("hold.txt"), text).toAbsolutePath();
                out.println(text + "Delete " + file + " to go on.");
                await(watch, file, deadline);
                Files.deleteIfExists(file);
            } finally {
                if (folder == null) {
                    Files.deleteIfExists(place);
                }
            }
        } catch (IOException e) {
            out.println(text + "No file can be made whose deletion would end this: " + OneLine.of(e));
            pause(deadline);
        } catch (InterruptedException | ClosedWatchServiceException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void await(WatchService watch, Path file, Deadline deadline) throws InterruptedException {
        while (Files.exists(file) && !deadline.isOver()) {
            WatchKey key = watch.poll(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
            if (key != null) {
                key.pollEvents();
                key.reset();
            }
        }
    }

    private void pause(Deadline deadline) {
        synchronized (this) {
            try {
                while (!deadline.isOver()) {
                    TimeUnit.NANOSECONDS.timedWait(this, deadline.remainingNanos());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
