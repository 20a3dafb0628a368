package io.github.loopline.trace;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells runs of tests apart by the process that has started this JVM: the build tool, or what stands for it. */
final class Runs {

    /** Build tools start JVMs through a shell. */
    private static final Set<String> SHELLS = Set.of("sh", "bash", "dash", "zsh", "busybox", "cmd.exe");

    private static final int MOST_SHELLS = 8;

    private Runs() {}

    /** Names the run: the same in all JVMs of it, and in no other. */
    static String current() {
        ProcessHandle self = ProcessHandle.current();
        ProcessHandle starter = self;
        for (int i = 0; i < MOST_SHELLS && (i == 0 || isShell(starter)); i++) {
            starter = starter.parent().orElse(starter);
        }
        Optional<Instant> began = starter.info().startInstant();
        return starter.pid() + "-" + began.map(Instant::toEpochMilli).orElse(0L);
    }

    private static boolean isShell(ProcessHandle process) {
        String command = process.info().command().orElse("");
        @Nullable Path name = Path.of(command).getFileName();
        return name != null && SHELLS.contains(name.toString());
    }
}
