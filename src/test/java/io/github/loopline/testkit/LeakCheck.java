package io.github.loopline.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Fails the run if the tests leave a thread, a bound socket or a socket file behind. Registered by {@code META-INF/services}.
 *
 * <p>A session, and not a plan: what a listener throws at the end of a plan is only logged, at the end of a session it reaches
 * whoever runs the tests, and Surefire fails the build with its message.
 */
public final class LeakCheck implements LauncherSessionListener {

    /** Idle threads live a second longer, and a port is free when the engine has seen the close. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final AtomicInteger SESSIONS = new AtomicInteger(); // a test may open one inside another

    private static final List<String> THREADS =
            List.of("tcp-", "udp-", "unix-", "connection #", "loopline idle", "samples", "background", "call ");

    private final Set<Path> filesBefore = socketFiles();

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        SESSIONS.incrementAndGet();
    }

    @Override
    public void launcherSessionClosed(LauncherSession session) {
        if (SESSIONS.decrementAndGet() > 0) {
            return;
        }
        Set<String> leaks = leaks();
        try {
            Awaitility.await()
                    .pollInSameThread()
                    .dontCatchUncaughtExceptions()
                    .pollDelay(Duration.ZERO)
                    .atMost(PATIENCE)
                    .until(() -> leaks.isEmpty() || keepOld(leaks));
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("The tests left behind: " + leaks, e);
        }
    }

    /** Forgets what is gone, and what has come since: other runs on this machine come and go. */
    private boolean keepOld(Set<String> leaks) {
        leaks.retainAll(leaks());
        return leaks.isEmpty();
    }

    private Set<String> leaks() {
        Set<String> leaks = new TreeSet<>();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (THREADS.stream().anyMatch(thread.getName()::startsWith)) {
                leaks.add("thread [" + thread.getName() + "]");
            }
        }
        for (Path file : socketFiles()) {
            if (!filesBefore.contains(file) && !isListening(file)) {
                leaks.add("file " + file);
            }
        }
        if (Files.isDirectory(Path.of("/proc/self/net"))) {
            addSockets(leaks);
        }
        return leaks;
    }

    /** Lists the files that Unix fixtures have without a path of their own, of all processes. */
    private static Set<Path> socketFiles() {
        Set<Path> files = new HashSet<>();
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(Path.of("/tmp"), "u[0-9]*")) {
            directories.forEach(files::add);
        } catch (IOException e) {
            return Set.of(); // not a Unix
        }
        return files;
    }

    /** Looks whether a process has the socket open, without connecting to it: it may be counting who does. */
    private static boolean isListening(Path directory) {
        String path = directory.resolve("s").toString();
        return rows("unix").stream().anyMatch(row -> row[row.length - 1].equals(path));
    }

    /** Adds what this process has open and bound. */
    private static void addSockets(Set<String> leaks) {
        Set<String> inodes = inodes();
        for (String table : List.of("tcp", "tcp6", "udp", "udp6")) {
            for (String[] row : rows(table)) {
                if (inodes.contains(row[10])) {
                    leaks.add(table + " port " + port(row[2]) + " to " + port(row[3]) + " in state " + row[4]);
                }
            }
        }
        for (String[] row : rows("unix")) {
            if (row.length > 8 && inodes.contains(row[7])) {
                leaks.add("unix " + row[8] + " in state " + row[6]);
            }
        }
    }

    private static int port(String address) {
        return Integer.parseInt(address.substring(address.indexOf(':') + 1), 16);
    }

    private static List<String[]> rows(String table) {
        try (var lines = Files.lines(Path.of("/proc/self/net", table))) {
            return lines.skip(1).map(line -> (" " + line.strip()).split("\\s+")).toList();
        } catch (IOException e) {
            return List.of(); // no IPv6, say
        }
    }

    private static Set<String> inodes() {
        Set<String> inodes = new HashSet<>();
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors) {
                String target = target(descriptor);
                if (target.startsWith("socket:[")) {
                    inodes.add(target.substring(8, target.length() - 1));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return inodes;
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            return ""; // closed meanwhile
        }
    }
}
