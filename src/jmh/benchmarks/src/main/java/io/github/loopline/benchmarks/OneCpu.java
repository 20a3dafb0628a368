package io.github.loopline.benchmarks;

import java.io.File;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.ExternalProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.Result;

/** Starts a fork under {@code taskset -c 0}: JMH asks its external profilers for a prefix of the command line. */
public final class OneCpu implements ExternalProfiler {

    /** Whether this machine can pin a process at all. */
    static boolean available() {
        return Rival.isThere("taskset");
    }

    @Override
    public Collection<String> addJVMInvokeOptions(BenchmarkParams params) {
        return List.of("taskset", "-c", "0");
    }

    @Override
    public Collection<String> addJVMOptions(BenchmarkParams params) {
        return List.of();
    }

    @Override
    public void beforeTrial(BenchmarkParams params) {
        // nothing to prepare
    }

    @Override
    @SuppressWarnings("rawtypes") // JMH's API
    public Collection<? extends Result> afterTrial(BenchmarkResult result, long pid, File stdOut, File stdErr) {
        return List.of();
    }

    @Override
    public boolean allowPrintOut() {
        return true;
    }

    @Override
    public boolean allowPrintErr() {
        return true;
    }

    @Override
    public String getDescription() {
        return "runs the fork on one CPU";
    }
}
