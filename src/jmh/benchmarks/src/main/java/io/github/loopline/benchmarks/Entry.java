package io.github.loopline.benchmarks;

import java.util.List;

/**
 * One benchmark and the lines of the table that it fills.
 *
 * @param benchmark the JMH class
 * @param placement where its threads run
 * @param rows the lines
 */
record Entry(Class<?> benchmark, Placement placement, List<Row> rows) {

    /** Where a benchmark's threads run: placement decides every number with a hand-over between threads in it. */
    enum Placement {
        /** The scheduler decides; right for what starts and stops, and for what needs two CPUs. */
        FREE,
        /** Everything on CPU 0, as far as the machine has {@code taskset}. */
        ONE_CPU
    }

    static Entry free(Class<?> benchmark, Row... rows) {
        return new Entry(benchmark, Placement.FREE, List.of(rows));
    }

    static Entry onOneCpu(Class<?> benchmark, Row... rows) {
        return new Entry(benchmark, Placement.ONE_CPU, List.of(rows));
    }

    String name() {
        return benchmark.getSimpleName();
    }
}
