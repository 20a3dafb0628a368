package io.github.loopline.benchmarks;

import java.lang.annotation.Annotation;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs the benchmarks of the {@link Catalogue} one after the other and prints a table.
 *
 * <p>System properties: {@code quick} for fewer forks and rounds, {@code only} for the benchmarks whose name contains that
 * text, {@code profiler} for a profiler of JMH ({@code jfr}, {@code stack}, {@code gc}).
 */
public final class Main {

    private Main() {}

    /**
     * Runs them.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) {
        String only = System.getProperty("only", "");
        List<String> failed = new ArrayList<>();
        Report report = new Report(System.out);
        report.head(OneCpu.available());
        long start = System.nanoTime();
        for (Entry entry : Catalogue.ENTRIES) {
            if (entry.name().contains(only)) {
                run(entry, report, failed);
            }
        }
        report.foot((System.nanoTime() - start) / 1e9, failed);
        System.exit(failed.isEmpty() ? 0 : 1);
    }

    private static void run(Entry entry, Report report, List<String> failed) {
        try {
            for (RunResult result : new Runner(options(entry).build()).run()) {
                report.rows(entry, result.getParams(), Forks.of(result));
            }
        } catch (RunnerException e) {
            failed.add(entry.name());
            report.failure(entry, e);
        }
    }

    private static ChainedOptionsBuilder options(Entry entry) {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("\\." + entry.name() + "\\.")
                .verbosity(VerboseMode.SILENT)
                .shouldFailOnError(true);
        if (Boolean.getBoolean("quick")) {
            options.forks(1)
                    .measurementIterations(
                            Math.min(5, annotation(entry, Measurement.class).iterations()));
        }
        if (entry.placement() == Entry.Placement.ONE_CPU && OneCpu.available()) {
            options.addProfiler(OneCpu.class);
        }
        String profiler = System.getProperty("profiler", "");
        if (!profiler.isEmpty()) {
            options.addProfiler(profiler);
        }
        return options;
    }

    private static <A extends Annotation> A annotation(Entry entry, Class<A> type) {
        return entry.benchmark().getAnnotation(type);
    }
}
