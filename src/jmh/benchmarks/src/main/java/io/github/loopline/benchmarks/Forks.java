package io.github.loopline.benchmarks;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/**
 * The counters of a benchmark: per fork, per round.
 *
 * @param rounds the rounds of each fork
 */
record Forks(List<List<Map<String, Double>>> rounds) {

    static Forks of(RunResult result) {
        List<List<Map<String, Double>>> forks = new ArrayList<>();
        for (BenchmarkResult fork : result.getBenchmarkResults()) {
            List<Map<String, Double>> rounds = new ArrayList<>();
            for (IterationResult iteration : fork.getIterationResults()) {
                rounds.add(counters(iteration));
            }
            forks.add(rounds);
        }
        return new Forks(forks);
    }

    @SuppressWarnings("rawtypes") // JMH's API
    private static Map<String, Double> counters(IterationResult iteration) {
        Map<String, Double> counters = new HashMap<>();
        for (Map.Entry<String, Result> counter : iteration.getSecondaryResults().entrySet()) {
            counters.put(counter.getKey(), counter.getValue().getScore());
        }
        return counters;
    }

    /** One number a fork, the median of its rounds; with a single fork, one number a round. */
    double[] numbers(Row row) {
        if (rounds.size() == 1) {
            return ofRounds(rounds.get(0), row);
        }
        return rounds.stream()
                .mapToDouble(fork -> Contest.median(ofRounds(fork, row)))
                .toArray();
    }

    private static double[] ofRounds(List<Map<String, Double>> fork, Row row) {
        return fork.stream().mapToDouble(row::of).toArray();
    }
}
