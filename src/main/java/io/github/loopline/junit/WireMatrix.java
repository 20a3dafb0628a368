package io.github.loopline.junit;

import io.github.loopline.check.Deaths;
import io.github.loopline.check.Wire;
import io.github.loopline.check.WireCase;
import io.github.loopline.check.WirePlan;
import io.github.loopline.check.WireRecord;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

/**
 * The runs of a test: the plain one, and those that follow from it. One run goes on at a time, and its threads ask here, so it is
 * thread-safe.
 */
final class WireMatrix {

    private static final Duration LEAST_PATIENCE = Duration.ofSeconds(1);

    /** How many times longer than the plain run took, which on a busy machine was long. */
    private static final int MORE_PATIENCE = 10;

    private final String test;
    private final WireTest annotation;
    private final @Nullable WireCase printed; // by a failure, to be run again alone
    private final Deque<WireCase> cases = new ArrayDeque<>(); // guarded by this, as the next
    private final WireRun first;
    private WireRun current;
    private @Nullable WireRecord plain; // once its run is over
    private Duration patience = LEAST_PATIENCE; // guarded by this

    WireMatrix(String test, WireTest annotation, @Nullable WireCase printed) {
        this.test = test;
        this.annotation = annotation;
        this.printed = printed;
        first = new WireRun(this, null);
        current = first;
    }

    synchronized WireRun current() {
        return current;
    }

    /** Begins the next run, if there is one. */
    synchronized Optional<WireRun> next() {
        Optional<WireRun> next = Optional.ofNullable(cases.poll()).map(each -> new WireRun(this, each));
        current = next.orElse(current);
        return next;
    }

    /** Plans what follows from the plain run; says which conditions the test names in vain, or gives null. */
    synchronized @Nullable String plan(WireRecord recorded, Duration took) {
        Set<Wire> wires = wires(annotation);
        plain = recorded;
        patience = Collections.max(List.of(LEAST_PATIENCE, took.multipliedBy(MORE_PATIENCE)));
        if (printed != null) {
            cases.add(again(wires, printed, recorded));
            return null;
        }
        cases.addAll(WirePlan.of(wires, recorded, within()));
        if (cases.isEmpty()) {
            throw new ExtensionConfigurationException(
                    test + " found nothing in its plain run that " + (wires.size() > 1 ? "one of " : "") + wires
                            + " could act on. Choose others, let the fixtures send something, or write @Test.");
        }
        cases.forEach(each -> wires.remove(each.wire()));
        boolean areNamed = annotation.value().length > 0 && !wires.isEmpty();
        return areNamed ? "The plain run has nothing that " + wires + " could act on." : null;
    }

    /** Gives the conditions of a test. */
    static Set<Wire> wires(WireTest annotation) {
        Set<Wire> wires = EnumSet.allOf(Wire.class);
        if (annotation.value().length > 0) {
            wires.retainAll(Arrays.asList(annotation.value()));
        } else {
            wires.removeIf(Wire::isOnlyByName);
        }
        return wires;
    }

    private WireCase again(Set<Wire> wires, WireCase asked, WireRecord recorded) {
        try {
            return WirePlan.again(wires, asked, recorded, within());
        } catch (IllegalArgumentException e) {
            throw new ExtensionConfigurationException(
                    test + ": " + WireCase.PROPERTY + " must name a run that this test has but was <" + asked + ">. "
                            + e.getMessage(),
                    e);
        }
    }

    /** Says that the plain run hangs: a test that does not end as it is written. */
    AssertionError plainHang(AssertionError hang) {
        AssertionError failure = new AssertionError("plain run: " + hang.getMessage(), hang);
        failure.setStackTrace(hang.getStackTrace());
        return failure;
    }

    /** Gives what threads died of in the plain run. */
    synchronized Deaths plainDeaths() {
        return first.deaths();
    }

    /** Says that there is no fixture for the matrix. */
    ExtensionConfigurationException withoutFixture() {
        return new ExtensionConfigurationException(
                test + " needs a stream server, stream client or datagram peer of its own but opened none."
                        + " Declare a parameter such as @TcpServer StreamServer, or write @Test.");
    }

    /** Drops what else would be tried of a condition that has failed, or all if the plain run has. */
    synchronized void failed(@Nullable WireCase failed) {
        cases.removeIf(each -> failed == null || each.wire() == failed.wire());
    }

    /** Tells whether the test may end otherwise than plainly: who names a loss wants it to be made good. */
    boolean breaks(Wire wire) {
        return wire.isBreaking() || wire == Wire.LOSE_FIRST && annotation.value().length == 0;
    }

    /** Tells how long fixtures wait at most while the connection breaks. */
    synchronized Duration patience() {
        return patience;
    }

    /** Gives what the fixtures did in the plain run, which is over. */
    synchronized WireRecord plain() {
        return Objects.requireNonNull(plain);
    }

    List<Class<? extends Throwable>> fails() {
        return List.of(annotation.fails());
    }

    Duration within() {
        return Duration.ofMillis(annotation.withinMillis());
    }
}
