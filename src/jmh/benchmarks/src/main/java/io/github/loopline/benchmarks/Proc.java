package io.github.loopline.benchmarks;

import io.github.loopline.Loopback;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;

/** What Linux says about this process. */
final class Proc {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path STAT = Path.of("/proc/self/stat");

    /** Fields of /proc/self/stat after the command name: user and system time of the children that have ended. */
    private static final int CHILDREN_USER = 13;

    private static final int CHILDREN_SYSTEM = 14;
    private static final int MILLIS_PER_TICK = 10;

    private Proc() {}

    /** CPU time of all children that have ended so far. */
    static long childrenCpuMillis() throws IOException {
        String stat = Files.readString(STAT);
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return MILLIS_PER_TICK * (Long.parseLong(fields[CHILDREN_USER]) + Long.parseLong(fields[CHILDREN_SYSTEM]));
    }

    /** Resident memory of this process, in KiB. */
    static double residentKibibytes() throws IOException {
        return status("VmRSS:");
    }

    /** Threads of this process, those of the JVM included. */
    static double threads() throws IOException {
        return status("Threads:");
    }

    private static double status(String name) throws IOException {
        for (String line : Files.readAllLines(STATUS)) {
            if (line.startsWith(name)) {
                return Double.parseDouble(line.substring(name.length()).trim().split("\\s")[0]);
            }
        }
        throw new IOException("no " + name + " in " + STATUS);
    }

    /** Heap in use after a collection, in KiB. */
    static double heapKibibytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1024.0;
    }

    /** A JVM like this one, with the same class path. */
    static ProcessBuilder java(Class<?> main, String... arguments) {
        return java(System.getProperty("java.class.path"), main, arguments);
    }

    /** The same with nothing but what opening a server needs: the first selector of a JVM looks into every jar. */
    static ProcessBuilder javaWithFewJars(Class<?> main, String... arguments) {
        String needed = Stream.of(main, Loopback.class, Assertions.class)
                .map(type -> type.getProtectionDomain().getCodeSource().getLocation())
                .map(URL::getPath)
                .collect(Collectors.joining(File.pathSeparator));
        return java(needed, main, arguments);
    }

    private static ProcessBuilder java(String classPath, Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-classpath");
        command.add(classPath);
        command.add(main.getName());
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    }
}
