package io.github.loopline.check;

import io.github.loopline.internal.DescriptorTable;
import io.github.loopline.internal.engine.Engine;
import io.github.loopline.internal.posix.PollEngine;
import io.github.loopline.trace.EventLog;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The descriptors of this process that were opened after a moment and are still open, without those of the library and of the JDK. One
 * that has taken the number of another that was closed is not seen.
 */
final class Opened {

    /** Where a process has more, the list takes too long for each test. */
    private static final int MOST = 1000;

    private static final Pattern SOCKET = Pattern.compile("socket:\\[(\\d+)]");
    private static final Pattern ANONYMOUS = Pattern.compile("anon_inode:\\[?(\\w+)]?");
    private static final Pattern DEVICE = Pattern.compile("/(dev|proc|sys)/.*");

    /** Of the system, as limits of a container; or closed by now. */
    private static final Pattern MOMENTARY = Pattern.compile("(/(proc|sys)/.*)?");

    /** The JVM keeps an archive open of which it has loaded a class. */
    private static final Pattern ARCHIVE = Pattern.compile(".*\\.(jar|war|jmod)");

    private static final String JDK = System.getProperty("java.home");

    private final @Nullable BitSet before;

    /** Remembers what is open now, with the library's own, which all tests share. */
    Opened() {
        Engine.shared();
        before = DescriptorTable.numbers(MOST);
        if (before != null) {
            forgetMoments(before);
        }
    }

    /** What the JVM reads just now is closed at once, and another one gets its number. */
    private static void forgetMoments(BitSet open) {
        ((BitSet) open.clone())
                .stream()
                        .filter(number -> MOMENTARY
                                .matcher(DescriptorTable.target(number))
                                .matches())
                        .forEach(open::clear);
    }

    /** Says what was opened since: a line for each kind, file, and address. */
    List<String> now(Collection<Leaks> fixtures) {
        EventLog.fetch(); // what fixtures have closed is closed then
        BitSet numbers = before == null ? null : DescriptorTable.numbers(2 * MOST);
        if (before == null || numbers == null) {
            return List.of();
        }
        numbers.andNot(before);
        PollEngine.descriptors().forEach(numbers::clear);
        Map<Integer, String> targets = new LinkedHashMap<>();
        numbers.stream().forEach(number -> targets.put(number, DescriptorTable.target(number)));
        Polls.withoutParts(targets);
        Map<String, Integer> counts = new LinkedHashMap<>();
        List<String> sockets = new ArrayList<>();
        for (String target : once(targets.values())) {
            Matcher socket = SOCKET.matcher(target);
            if (socket.matches()) {
                sockets.add(socket.group(1));
            } else {
                count(counts, describe(target));
            }
        }
        if (!sockets.isEmpty()) {
            new Strays(fixtures).among(sockets).forEach(each -> count(counts, each));
        }
        return counts.entrySet().stream()
                .map(each -> each.getKey() + (each.getValue() == 1 ? "" : ", " + each.getValue() + " of them"))
                .toList();
    }

    /** Both ends of a pipe have one name; that of something anonymous is no name of its own. */
    private static List<String> once(Collection<String> targets) {
        List<String> kept = new ArrayList<>();
        for (String target : targets) {
            if (!target.startsWith("pipe:") || !kept.contains(target)) {
                kept.add(target);
            }
        }
        return kept;
    }

    private static void count(Map<String, Integer> counts, @Nullable String what) {
        if (what != null) {
            counts.merge(what, 1, Integer::sum);
        }
    }

    /** Gives null for what is no program's: closed meanwhile, a device, or of the class path. */
    private static @Nullable String describe(String target) {
        Matcher anonymous = ANONYMOUS.matcher(target);
        if (anonymous.matches()) {
            return switch (anonymous.group(1)) {
                case Polls.KIND -> "selector (eventpoll)";
                case "inotify" -> "watch service (inotify)";
                default -> anonymous.group(1);
            };
        }
        if (target.startsWith("pipe:")) {
            return "pipe";
        }
        boolean isFile = target.startsWith("/");
        boolean isNobodys =
                DEVICE.matcher(target).matches() || ARCHIVE.matcher(target).matches() || target.startsWith(JDK + "/");
        return isFile && !isNobodys ? "file " + target : null;
    }
}
