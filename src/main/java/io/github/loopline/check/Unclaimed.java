package io.github.loopline.check;

import io.github.loopline.internal.DescriptorTable;
import io.github.loopline.internal.SocketTable;
import io.github.loopline.internal.SocketTable.Row;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ForkJoinWorkerThread;
import org.jspecify.annotations.Nullable;

/**
 * What has begun since a test did and nothing tells whose it is: threads that no call has started, and sockets of this process that are
 * joined to no fixture and whose other end has closed. It may be of this test or of a framework around it; so it is a hint.
 *
 * @since 0.1
 */
public final class Unclaimed {

    private static final int MOST = 20; // of each kind

    private final long mark = new Thread(null, null, "mark", 0, false).getId(); // later threads have greater ones

    private final Opened opened;

    /**
     * Remember that a test, or a class of them, begins. A list of descriptors takes longer than a test may, so their tests share that
     * of the class.
     *
     * @param around what was remembered when the class began, or null
     */
    public Unclaimed(@Nullable Unclaimed around) {
        opened = around == null ? new Opened() : around.opened;
    }

    /**
     * Look at what is there now. It takes milliseconds.
     *
     * @param fixtures of the test
     * @return a line for each, potentially empty
     */
    public List<String> now(Collection<Leaks> fixtures) {
        List<String> lines = new ArrayList<>();
        add(lines, threads(), "threads");
        add(lines, sockets(fixtures), "sockets");
        return lines;
    }

    /**
     * Look at the descriptors that were opened since the class began, and are still open: selectors, pipes, files, and sockets that have
     * nothing to do with a fixture. Those of this library and of the JDK are left out.
     *
     * @param fixtures of the test
     * @return a line for each kind, file and address, potentially empty; none but on Linux
     */
    public List<String> opened(Collection<Leaks> fixtures) {
        List<String> lines = new ArrayList<>();
        add(lines, opened.now(fixtures), "descriptors");
        return lines;
    }

    private static void add(List<String> lines, List<String> more, String what) {
        lines.addAll(more.subList(0, Math.min(MOST, more.size())));
        if (more.size() > MOST) {
            lines.add("... and " + (more.size() - MOST) + " more " + what);
        }
    }

    private List<String> threads() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(each -> each.getKey().getId() > mark && isOfAProgram(each.getKey(), List.of(each.getValue())))
                .sorted(Comparator.comparingLong(each -> each.getKey().getId()))
                .map(each -> "thread [" + each.getKey().getName() + "], "
                        + each.getKey().getState() + place(each))
                .toList();
    }

    /** Leaves out those of the JDK and of this library, which are in the outermost group, of JUnit, and of calls. */
    private static boolean isOfAProgram(Thread thread, List<StackTraceElement> stack) {
        ThreadGroup group = thread.getThreadGroup();
        return group != null
                && group.getParent() != null
                && !(thread instanceof ForkJoinWorkerThread)
                && !thread.getName().startsWith("junit-")
                && !LeftThread.isOfTheJdk(thread, stack)
                && !Call.isIn(group);
    }

    private static String place(Map.Entry<Thread, StackTraceElement[]> thread) {
        for (StackTraceElement frame : thread.getValue()) {
            String name = frame.getClassName();
            if (!name.startsWith("java.") && !name.startsWith("jdk.") && !name.startsWith("sun.")) {
                return Hang.text(new StackTraceElement[] {frame}).replaceFirst("\n +", ", ");
            }
        }
        return "";
    }

    private static List<String> sockets(Collection<Leaks> fixtures) {
        Set<SocketAddress> ours = new HashSet<>();
        fixtures.forEach(each -> ours.addAll(each.ours()));
        Set<String> own = DescriptorTable.socketInodes();
        return SocketTable.rows().stream()
                .filter(Row::isUnheeded)
                .filter(row -> own.contains(row.inode()) && !ours.contains(row.local()) && !ours.contains(row.remote()))
                .map(KernelSocket::describe)
                .toList();
    }
}
