package io.github.loopline.link;

import static java.time.Duration.ofMillis;

import io.github.loopline.fault.Delay;
import io.github.loopline.fault.StreamFault;
import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.Options;
import java.time.Duration;

/** Applies the faults that the declaration of a link asks for. */
final class DeclaredFaults {

    private static final Duration BETWEEN_SLICES = ofMillis(20);

    private DeclaredFaults() {}

    static void apply(StreamLink link, Options options) {
        if (options.has(Option.LATENCY_MILLIS) || options.has(Option.JITTER_MILLIS)) {
            int least = options.number(Option.LATENCY_MILLIS, 0);
            int jitter = options.number(Option.JITTER_MILLIS, 0);
            link.apply(StreamFault.latency(
                    jitter == 0
                            ? Delay.fixed(ofMillis(least))
                            : Delay.uniform(ofMillis(least), ofMillis(Math.min(3_600_000, least + jitter)))));
        }
        if (options.has(Option.BYTES_PER_SECOND)) {
            link.apply(StreamFault.bandwidth(options.number(Option.BYTES_PER_SECOND, 1)));
        }
        if (options.has(Option.SLICE_BYTES)) {
            link.apply(StreamFault.slice(options.number(Option.SLICE_BYTES, 1), BETWEEN_SLICES));
        }
        if (options.has(Option.RESET_PERCENT)) {
            link.apply(StreamFault.reset().onConnect().onShare(options.number(Option.RESET_PERCENT, 0) / 100.0));
        }
    }
}
