package io.github.loopline.benchmarks;

import java.util.Arrays;

/**
 * Lets several ways of doing the same thing take turns in one JVM, in small batches and in changing order, so that
 * whatever else the machine does hits all of them alike.
 */
final class Contest {

    /** One way of doing the thing, once. */
    @FunctionalInterface
    interface Contestant {
        void run() throws Exception;
    }

    private Contest() {}

    /**
     * Runs every contestant {@code batches} times {@code times} times.
     *
     * @return for each contestant the median over its batches, in microseconds for one call
     */
    static double[] micros(int batches, int times, Contestant... contestants) throws Exception {
        double[][] taken = new double[contestants.length][batches];
        for (int batch = 0; batch < batches; batch++) {
            for (int turn = 0; turn < contestants.length; turn++) {
                int who = (turn + batch) % contestants.length;
                taken[who][batch] = batch(times, contestants[who]);
            }
        }
        return Arrays.stream(taken).mapToDouble(Contest::median).toArray();
    }

    private static double batch(int times, Contestant contestant) throws Exception {
        long start = System.nanoTime();
        for (int i = 0; i < times; i++) {
            contestant.run();
        }
        return (System.nanoTime() - start) / 1e3 / times;
    }

    static double median(double... values) {
        return percentile(50, values);
    }

    static double percentile(double percent, double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.min(sorted.length - 1L, Math.round(percent / 100 * (sorted.length - 1)))];
    }
}
