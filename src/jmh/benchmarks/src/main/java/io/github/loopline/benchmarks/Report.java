package io.github.loopline.benchmarks;

import java.io.PrintStream;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;

/** The table, printed line by line as the benchmarks end. */
final class Report {

    private static final String LINE = "%-62s %16s  %-20s %-10s %s%n";

    private final PrintStream out;

    Report(PrintStream out) {
        this.out = out;
    }

    void head(boolean pinned) {
        out.printf(
                "JDK %s, %d CPUs, %s %s%n",
                Runtime.version(),
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name"),
                System.getProperty("os.version"));
        out.println("x: a multiple of the floor that the same JVM measured in the same round.");
        if (!pinned) {
            out.println("No taskset here: nothing is pinned, and the round trips below may be of two kinds.");
        }
        out.printf(LINE, "", "median", "(min - max)", "goal", "");
    }

    void rows(Entry entry, BenchmarkParams params, Forks forks) {
        StringBuilder head = new StringBuilder(entry.name());
        for (String key : params.getParamsKeys()) {
            head.append(", ").append(key).append(" = ").append(params.getParam(key));
        }
        out.println(head);
        for (Row row : entry.rows()) {
            row(row, forks.numbers(row));
        }
    }

    private void row(Row row, double[] numbers) {
        double median = Contest.median(numbers);
        if (Double.isNaN(median)) {
            out.println("  " + row.name() + ": not installed here, left out");
            return;
        }
        String spread = "(" + Row.number(Contest.percentile(0, numbers)) + " - "
                + Row.number(Contest.percentile(100, numbers)) + ")";
        out.printf(
                LINE,
                "  " + row.name(),
                Row.number(median) + " " + row.unit(),
                spread,
                row.goal(),
                row.goal().verdict(median));
    }

    void failure(Entry entry, Throwable failure) {
        out.println(entry.name() + " FAILED: " + failure);
        Throwable root = failure;
        while (root.getCause() != null || root.getSuppressed().length > 0) {
            root = root.getCause() != null ? root.getCause() : root.getSuppressed()[0];
        }
        root.printStackTrace(out);
    }

    void foot(double seconds, List<String> failed) {
        out.printf("%.0f s.%s%n", seconds, failed.isEmpty() ? "" : " Failed: " + failed);
    }
}
