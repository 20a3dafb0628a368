package io.github.loopline.benchmarks;

import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How the benchmarks are run, unless one says otherwise: JMH starts the JVMs and calls a benchmark method once a round; in
 * a round the method lets the floor and the library take turns and leaves what it measured in counters.
 */
@BenchmarkMode(Mode.SingleShotTime)
@Fork(3)
@Warmup(iterations = 5)
@Measurement(iterations = 10)
@State(Scope.Benchmark)
public abstract class Rounds {}
