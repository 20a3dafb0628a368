package io.github.loopline.junit;

import io.github.loopline.Loopback;
import io.github.loopline.testkit.Run;
import io.github.loopline.testkit.Trace;
import io.github.loopline.trace.Event;
import io.github.loopline.trace.EventKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Reads the log of a {@code Loopback} that a trace has seen. */
final class Events {

    private Events() {}

    static List<String> order(Run run, String loopback, EventKind kind) {
        return order(run.trace(), loopback, kind);
    }

    /** Names the fixtures that the trace has seen, in the order of their events of a kind. */
    static List<String> order(Trace trace, String loopback, EventKind kind) {
        Map<String, String> names = trace.fixtures().entrySet().stream()
                .collect(Collectors.toMap(entry -> entry.getValue().toString(), Map.Entry::getKey));
        List<String> order = new ArrayList<>();
        Loopback net = (Loopback) trace.fixture(loopback);
        for (Event event : net.transcript().events()) {
            if (event.kind() == kind) {
                String track = event.track().toString();
                order.add(names.getOrDefault(track, track));
            }
        }
        return order;
    }
}
