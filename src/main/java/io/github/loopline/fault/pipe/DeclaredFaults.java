package io.github.loopline.fault.pipe;

import static java.time.Duration.ofMillis;

import io.github.loopline.fault.DatagramFault;
import io.github.loopline.fault.Delay;
import io.github.loopline.fault.StreamFault;
import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.Options;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The faults that the declaration of a fixture asks for. */
public final class DeclaredFaults {

    private static final Duration BETWEEN_SLICES = ofMillis(20);
    private static final int LONGEST_MILLIS = 3_600_000;

    private static final Set<Option> OF_STREAMS = EnumSet.of(
            Option.LATENCY_MILLIS,
            Option.JITTER_MILLIS,
            Option.BYTES_PER_SECOND,
            Option.SLICE_BYTES,
            Option.RESET_PERCENT);
    private static final Set<Option> OF_DATAGRAMS =
            EnumSet.of(Option.LATENCY_MILLIS, Option.JITTER_MILLIS, Option.LOSS_PERCENT, Option.DUPLICATE_PERCENT);

    private DeclaredFaults() {}

    /** Adds the attributes that {@link #ofStream} reads to others. */
    public static Set<Option> besideStream(Set<Option> others) {
        return both(others, OF_STREAMS);
    }

    /** Adds the attributes that {@link #ofDatagrams} reads to others. */
    public static Set<Option> besideDatagrams(Set<Option> others) {
        return both(others, OF_DATAGRAMS);
    }

    private static Set<Option> both(Set<Option> some, Set<Option> others) {
        Set<Option> all = EnumSet.copyOf(some);
        all.addAll(others);
        return all;
    }

    /** Gives what a link, a server or a client applies to itself when it opens. */
    public static List<StreamFault> ofStream(Options options) {
        List<StreamFault> faults = new ArrayList<>(0);
        if (isLate(options)) {
            faults.add(StreamFault.latency(latency(options)));
        }
        if (options.has(Option.BYTES_PER_SECOND)) {
            faults.add(StreamFault.bandwidth(options.number(Option.BYTES_PER_SECOND, 1)));
        }
        if (options.has(Option.SLICE_BYTES)) {
            faults.add(StreamFault.slice(options.number(Option.SLICE_BYTES, 1), BETWEEN_SLICES));
        }
        if (options.has(Option.RESET_PERCENT)) {
            faults.add(StreamFault.reset().onConnect().onShare(share(options, Option.RESET_PERCENT)));
        }
        return faults;
    }

    /** Gives what a link or a peer applies to itself when it opens. */
    public static List<DatagramFault> ofDatagrams(Options options) {
        List<DatagramFault> faults = new ArrayList<>(0);
        if (options.has(Option.LOSS_PERCENT)) {
            faults.add(DatagramFault.loss(share(options, Option.LOSS_PERCENT)));
        }
        if (options.has(Option.DUPLICATE_PERCENT)) {
            faults.add(DatagramFault.duplicate().withProbability(share(options, Option.DUPLICATE_PERCENT)));
        }
        if (isLate(options)) {
            faults.add(DatagramFault.delay(latency(options)));
        }
        return faults;
    }

    private static boolean isLate(Options options) {
        return options.has(Option.LATENCY_MILLIS) || options.has(Option.JITTER_MILLIS);
    }

    private static Delay latency(Options options) {
        int least = options.number(Option.LATENCY_MILLIS, 0);
        int jitter = options.number(Option.JITTER_MILLIS, 0);
        return jitter == 0
                ? Delay.fixed(ofMillis(least))
                : Delay.uniform(ofMillis(least), ofMillis(Math.min(LONGEST_MILLIS, least + jitter)));
    }

    private static double share(Options options, Option percent) {
        return options.number(percent, 0) / 100.0;
    }
}
