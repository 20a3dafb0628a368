package io.github.loopline.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A main class in a JVM of its own: for what belongs to a whole process, such as its descriptors. A new process holds copies of
 * all sockets of this one for some milliseconds, so that closed ports still accept and no FIN goes out: the classes that start
 * one are {@code @Isolated}.
 */
public final class Forked {

    private Forked() {}

    /** Runs a main class with the class path of the tests, and gives what it printed; it must end with 0. */
    public static String run(Class<?> main, String... options) throws IOException, InterruptedException {
        return run(List.of(), classPath(), main, options);
    }

    /** The same without the jars whose names begin so. */
    public static String runWithout(String jar, Class<?> main, String... options)
            throws IOException, InterruptedException {
        String rest = Stream.of(classPath().split(File.pathSeparator))
                .filter(entry -> !Path.of(entry).getFileName().toString().startsWith(jar))
                .collect(Collectors.joining(File.pathSeparator));
        return run(List.of(), rest, main, options);
    }

    private static String classPath() {
        return System.getProperty("java.class.path");
    }

    /** The same with at most so many descriptors. */
    public static String runWithDescriptors(int limit, Class<?> main, String... options)
            throws IOException, InterruptedException {
        return run(List.of("sh", "-c", "ulimit -n " + limit + " && exec \"$@\"", "sh"), classPath(), main, options);
    }

    /** The same by a command that runs another one, such as one that takes privileges away. */
    public static String runBy(List<String> command, Class<?> main, String... options)
            throws IOException, InterruptedException {
        return run(command, classPath(), main, options);
    }

    private static String run(List<String> prefix, String classPath, Class<?> main, String... options)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(prefix);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xshare:auto");
        command.add("-XX:TieredStopAtLevel=1");
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", classPath, main.getName()));
        Path output = Files.createTempFile("forked", ".txt"); // a pipe would be waited for as long as it is open
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            boolean ended = process.waitFor(50, TimeUnit.SECONDS);
            String printed = Files.readString(output);
            assertThat(ended).as("ended in time: %s", printed).isTrue();
            assertThat(process.exitValue()).as(printed).isZero();
            return printed;
        } finally {
            process.destroyForcibly();
            Files.delete(output);
        }
    }
}
