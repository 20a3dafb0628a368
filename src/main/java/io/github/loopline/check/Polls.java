package io.github.loopline.check;

import io.github.loopline.internal.DescriptorTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What selectors are made of: an eventpoll (man 7 epoll), and what wakes it up, which it watches. */
final class Polls {

    /** How the kernel names it. */
    static final String KIND = "eventpoll";

    private static final String EVENTPOLL = "anon_inode:[" + KIND + "]";

    /** Threads that wait in one on behalf of virtual threads, or of fixtures. */
    private static final Pattern NOBODYS = Pattern.compile("(Read|Write|Master)-Poller.*|loopline .*");

    private static final String EVENTFD = "anon_inode:[eventfd]";

    private static final int LOOKS = 5;
    private static final Duration PAUSE = Duration.ofMillis(10);

    private Polls() {}

    /** Removes, of descriptors by their numbers, what belongs to an eventpoll, and eventpolls that only the JDK can close. */
    static void withoutParts(Map<Integer, String> targets) {
        List<Integer> polls = targets.keySet().stream()
                .filter(number -> EVENTPOLL.equals(targets.get(number)))
                .toList();
        if (polls.isEmpty()) {
            return;
        }
        BitSet nobodys = nobodys(polls);
        Set<String> wakers = new HashSet<>(); // pipes, of which only one end is watched
        for (int poll : polls) {
            boolean isNobodys = nobodys.get(poll);
            boolean canBeWoken = false;
            for (int number : DescriptorTable.watchedBy(poll).stream().toArray()) {
                String target = DescriptorTable.target(number);
                canBeWoken |= target.equals(EVENTFD) || target.startsWith("pipe:");
                if (target.startsWith("anon_inode:")) {
                    targets.remove(number);
                } else if (isNobodys && target.startsWith("pipe:")) {
                    wakers.add(target);
                }
            }
            if (isNobodys || !canBeWoken) { // those for virtual threads may not be waited in yet
                targets.remove(poll);
            }
        }
        targets.values().removeAll(wakers);
    }

    /** Finds those in which a thread of the JDK or of this library waits; it may have something to do at the moment. */
    private static BitSet nobodys(List<Integer> polls) {
        Set<String> names = new HashSet<>();
        Thread.getAllStackTraces().forEach((thread, stack) -> {
            if (NOBODYS.matcher(thread.getName()).matches() || LeftThread.isOfTheJdk(thread, List.of(stack))) {
                names.add(thread.getName());
            }
        });
        BitSet found = waitedInBy(names);
        for (int look = 1; look < LOOKS && !names.isEmpty() && !polls.stream().allMatch(found::get); look++) {
            Idle.pass(PAUSE);
            found.or(waitedInBy(names));
        }
        return found;
    }

    /** The kernel tells the system call of a thread, and the first argument, which is the descriptor. */
    private static BitSet waitedInBy(Set<String> names) {
        BitSet found = new BitSet();
        for (String name : names) {
            for (Path thread : KernelThread.all(name)) {
                int number = waitsIn(thread);
                if (number >= 0) {
                    found.set(number);
                }
            }
        }
        return found;
    }

    /** Reads {@code number 0xargument ...}, or {@code running}. */
    private static int waitsIn(Path thread) {
        try {
            String[] words = Files.readString(thread.resolve("syscall")).split(" ");
            long argument = words.length < 2 ? -1 : Long.parseUnsignedLong(words[1].substring(2), 16);
            return argument >= 0 && argument < Short.MAX_VALUE ? (int) argument : -1;
        } catch (IOException | NumberFormatException | IndexOutOfBoundsException e) {
            return -1; // it has ended, or the kernel keeps it to itself
        }
    }
}
