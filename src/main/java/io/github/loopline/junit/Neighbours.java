package io.github.loopline.junit;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Which tests ran at the same time below one scope, and so could use the same fixtures. Thread-safe. */
final class Neighbours {

    private final Set<Neighbour> running = new LinkedHashSet<>(); // guarded by this

    /** A test, and those that it met: no scope, since that would keep all of them in memory. */
    static final class Neighbour {

        private final String name;
        private final Set<Neighbour> met = new HashSet<>(); // guarded by this
        private volatile boolean container;

        Neighbour(String name) {
            this.name = name;
        }

        /** Notes that it is no test, but has tests below it: the invocations of a template. */
        void isContainer() {
            container = true;
        }

        private synchronized void meet(Neighbour other) {
            met.add(other);
        }

        /** Names the tests that ran beside it, in order. */
        synchronized List<String> names() {
            Set<String> names = new TreeSet<>();
            for (Neighbour other : met) {
                if (!other.container) {
                    names.add(other.name);
                }
            }
            return new ArrayList<>(names);
        }
    }

    synchronized void begin(Neighbour test) {
        for (Neighbour other : running) {
            other.meet(test);
            test.meet(other);
        }
        running.add(test);
    }

    synchronized void end(Neighbour test) {
        running.remove(test);
    }
}
