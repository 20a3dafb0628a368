package io.github.loopline.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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
 * Fails the run if the tests leave a thread, a socket of any kind or a socket file behind. Registered by {@code META-INF/services}.
 *
 * <p>A session, and not a plan: what a listener throws at the end of a plan is only logged, at the end of a session it reaches
 * whoever runs the tests, and Surefire fails the build with its message.
 */
public final class LeakCheck implements LauncherSessionListener {

    /** Idle threads live a second longer, and a port is free when the engine has seen the close. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final int SHOWN = 20;

    private static final AtomicInteger SESSIONS = new AtomicInteger(); // a test may open one inside another

    private static final List<String> THREADS = List.of(
            "tcp-",
            "udp-",
            "unix-",
            "packet-",
            "raw-",
            "rdm-",
            "connection #",
            "loopline idle",
            "loopline guard",
            "samples",
            "background",
            "call ");

    private static final List<String> TABLES =
            List.of("tcp", "tcp6", "udp", "udp6", "unix", "raw", "raw6", "icmp", "icmp6", "packet", "netlink");

    private final Duration patience;
    private final Set<Path> filesBefore = socketFiles();
    private Set<String> socketsBefore = Set.of();

    /** Made by the launcher. */
    public LeakCheck() {
        this(PATIENCE);
    }

    LeakCheck(Duration patience) {
        this.patience = patience;
    }

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        SESSIONS.incrementAndGet();
        socketsBefore = socketsOfTheJdk();
    }

    /** Lets the JDK open what it keeps for itself from the first close on. */
    private static Set<String> socketsOfTheJdk() {
        try {
            DatagramChannel.open().close();
            new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)).close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sockets();
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
                    .atMost(patience)
                    .until(() -> leaks.isEmpty() || keepOld(leaks));
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("The tests left behind: " + described(leaks), e);
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
        leaks.addAll(sockets());
        leaks.removeAll(socketsBefore);
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

    /** Says of each socket what the kernel's tables have of it; of one that was never bound they have nothing. */
    private static List<String> described(Set<String> leaks) {
        List<String> described = new ArrayList<>();
        for (String leak : leaks) {
            if (described.size() == SHOWN) {
                described.add("and " + (leaks.size() - SHOWN) + " more");
                break;
            }
            String inode = leak.substring(leak.indexOf('[') + 1, leak.length() - 1);
            StringBuilder text = new StringBuilder(leak);
            for (String table : TABLES) {
                for (String[] row : rows(table)) {
                    if (leak.startsWith("socket") && List.of(row).contains(inode)) {
                        text.append(' ').append(table).append(String.join(" ", row));
                    }
                }
            }
            described.add(text.toString());
        }
        return described;
    }

    private static List<String[]> rows(String table) {
        try (var lines = Files.lines(Path.of("/proc/self/net", table))) {
            return lines.skip(1).map(line -> (" " + line.strip()).split("\\s+")).toList();
        } catch (IOException e) {
            return List.of(); // no IPv6, say
        }
    }

    /** Lists the sockets that this process has open, of all kinds, whether they are bound or not. */
    private static Set<String> sockets() {
        Set<String> sockets = new HashSet<>();
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors) {
                String target = target(descriptor); // such as socket:[1234]
                if (target.startsWith("socket:")) {
                    sockets.add(target);
                }
            }
        } catch (IOException e) {
            return Set.of(); // not Linux
        }
        return sockets;
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            return ""; // closed meanwhile
        }
    }
}
