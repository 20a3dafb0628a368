package io.github.loopline.junit;

import io.github.loopline.check.Deaths;
import io.github.loopline.check.Meanwhile;
import io.github.loopline.check.Visitors;
import io.github.loopline.check.Wire;
import io.github.loopline.check.WireCase;
import io.github.loopline.check.WireHindsight;
import io.github.loopline.check.WireVerdict;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opentest4j.MultipleFailuresError;
import org.opentest4j.TestAbortedException;

/** Judges how a test ends under a condition: whether the code under test did right, or what it got excuses it. */
final class WireJudge {

    private final WireMatrix matrix;
    private final WireCase condition;
    private final WireFixtures fixtures;
    private final Deaths deaths;
    private final @Nullable Meanwhile meanwhile;
    private final @Nullable Visitors visitors;

    WireJudge(
            WireMatrix matrix,
            WireCase condition,
            WireFixtures fixtures,
            Deaths deaths,
            @Nullable Meanwhile meanwhile,
            @Nullable Visitors visitors) {
        this.matrix = matrix;
        this.condition = condition;
        this.fixtures = fixtures;
        this.deaths = deaths;
        this.meanwhile = meanwhile;
        this.visitors = visitors;
    }

    /** Makes the failure that tells the condition. */
    AssertionError failure(Throwable thrown) {
        return WireFailure.of(condition, thrown, death(), matrix.breaks(condition.wire()));
    }

    /** Gives what a thread died of that none died of in the plain run, or null. */
    @Nullable
    String death() {
        return deaths.beyond(matrix.plainDeaths());
    }

    /** Judges a test that failed though nothing was broken. */
    void failed(Throwable thrown, ExtensionContext context) {
        if (!isChange(thrown, context)) {
            throw failure(thrown);
        }
        String why = condition.isOfDatagrams() ? "datagrams come otherwise" : "strangers may have come through";
        ContextScope.of(context).loopback().note("not judged, as " + why + ": " + thrown);
    }

    /** Gives the names of fixtures that may have got what strangers said; what they got is not judged. */
    List<String> reached() {
        return visitors == null
                ? List.of()
                : fixtures.covered().stream()
                        .filter(visitors::mayReach)
                        .map(String::valueOf)
                        .toList();
    }

    /**
     * Tells whether fixtures got something else than plainly, for a reason that is not the code under test: who sees no answer to a
     * datagram asks again, and nobody plays a script to a question that comes twice; and a proxy hands on what strangers say.
     */
    private boolean isChange(Throwable thrown, ExtensionContext context) {
        if (isOfStrangers(thrown, reached())) {
            return true;
        }
        if (!condition.isOfDatagrams()) {
            return false;
        }
        if (!matrix.plain().hasPeersThatAnswer()) {
            return isExcused(thrown) && WireHindsight.isOrder(condition, fixtures.covered(), matrix.plain());
        }
        if (isExcused(thrown)) {
            return true;
        }
        try {
            ContextScope.verify(context);
            return false;
        } catch (Throwable e) {
            return WireVerdict.accepts(thrown, matrix.fails()) && isExcused(e);
        }
    }

    /** Tells whether an assertion failed, or several softly, for what fixtures got that strangers may have reached. */
    private static boolean isOfStrangers(Throwable thrown, List<String> reached) {
        return thrown instanceof MultipleFailuresError several
                ? several.getFailures().stream().allMatch(each -> isOfStrangers(each, reached))
                : WireVerdict.isAboutOneOf(thrown, reached);
    }

    /** Judges code of the test that did not end in time while the connection broke: it may have waited for a fixture. */
    boolean hangsBroken(AssertionError hang, ExtensionContext context) throws Throwable {
        if (!isExcused(hang)) {
            throw failure(hang);
        }
        return endsBroken(hang, context);
    }

    /** Judges code of the test that ran while the connection broke; tells whether it ended by that, with what it threw. */
    boolean endsBroken(@Nullable Throwable thrown, ExtensionContext context) throws Throwable {
        String seen = meanwhile == null ? null : meanwhile.wrong();
        String wrong = seen == null ? wrong(thrown == null, context) : seen;
        if (wrong != null) {
            throw failure(new AssertionError(wrong, thrown));
        }
        if (thrown == null) {
            return false;
        }
        if (thrown instanceof TestAbortedException) {
            throw thrown;
        }
        if (isExcused(thrown)) {
            ContextScope.of(context).loopback().note("not judged under a condition that breaks: " + thrown);
        } else if (condition.wire().isToBeSurvived() || !isRight(thrown)) {
            throw failure(thrown);
        }
        return true;
    }

    private @Nullable String wrong(boolean passed, ExtensionContext context) {
        String wrong = WireHindsight.wrong(
                condition,
                fixtures.covered(),
                matrix.plain(),
                ContextScope.of(context).own(),
                passed);
        return wrong == null ? death() : wrong;
    }

    private boolean isRight(Throwable thrown) {
        return WireVerdict.accepts(thrown, matrix.fails())
                || condition.wire() == Wire.HANG_UP
                || matrix.plain().mayWaitInVain(condition) && WireVerdict.isInVain(thrown)
                || matrix.plain().mayDiffer(condition) && WireVerdict.isComparison(thrown);
    }

    /** Tells whether it fails for what fixtures got, or softly for several things that are each right. */
    private boolean isExcused(Throwable thrown) {
        if (thrown instanceof MultipleFailuresError several) {
            return several.getFailures().stream()
                    .allMatch(each -> isExcused(each) || WireVerdict.accepts(each, matrix.fails()));
        }
        return fixtures.areReasonOf(thrown);
    }
}
