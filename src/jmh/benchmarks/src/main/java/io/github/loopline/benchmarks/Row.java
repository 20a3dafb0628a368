package io.github.loopline.benchmarks;

import java.util.Map;

/**
 * One line of the table: a counter of a benchmark, or one counter as a multiple of another that the same JVM measured in
 * the same round.
 *
 * @param name what the line says it is
 * @param counter the counter looked at
 * @param floor the counter it is divided by, or an empty string when the counter itself is shown
 * @param unit the unit of a plain counter; ratios have none
 * @param goal what it should reach
 */
record Row(String name, String counter, String floor, String unit, Goal goal) {

    static Row ratio(String name, String counter, String floor, Goal goal) {
        return new Row(name, counter, floor, "x", goal);
    }

    static Row value(String name, String counter, String unit, Goal goal) {
        return new Row(name, counter, "", unit, goal);
    }

    /** This row's number for one round. */
    double of(Map<String, Double> round) {
        double value = counterOf(round, counter);
        return floor.isEmpty() ? value : value / counterOf(round, floor);
    }

    private static double counterOf(Map<String, Double> round, String counter) {
        Double value = round.get(counter);
        if (value == null) {
            throw new IllegalStateException("no counter " + counter + " among " + round.keySet());
        }
        return value;
    }

    /** Three significant digits, and no more than that: the rest is noise. */
    static String number(double value) {
        double size = Math.abs(value);
        if (size >= 100 || value == Math.rint(value)) {
            return Goal.format("%,.0f", value);
        }
        return Goal.format(size >= 10 ? "%.1f" : size >= 0.1 ? "%.2f" : "%.3f", value);
    }
}
