package io.github.loopline.junit;

import io.github.loopline.check.Attendant;
import io.github.loopline.check.Deaths;
import io.github.loopline.check.Meanwhile;
import io.github.loopline.check.Visitors;
import io.github.loopline.check.Wire;
import io.github.loopline.check.WireCase;
import io.github.loopline.check.WireHindsight;
import io.github.loopline.check.WireRecord;
import io.github.loopline.check.WireRecorder;
import io.github.loopline.check.WireVerdict;
import io.github.loopline.fault.AppliedFault;
import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.Options;
import io.github.loopline.fixture.UserCode;
import java.lang.reflect.Method;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.TestWatcher;
import org.opentest4j.MultipleFailuresError;
import org.opentest4j.TestAbortedException;

/** One run of a test with a matrix: applies the condition to the fixtures as they open, and judges how the test ends. */
final class WireRun implements InvocationInterceptor, AfterEachCallback, TestWatcher, Attendant {

    private static final int SMALL_BUFFER = 4096;
    private static final int IMPATIENCE_MILLIS = 1000;

    /** How many times longer the plain run may take, which may be the first of all and load classes. */
    private static final int MORE_PLAINLY = 6;

    private final WireMatrix matrix;
    private final @Nullable WireCase condition; // null for the plain run
    private final List<Object> opened = new ArrayList<>(); // guarded by this
    private final List<Object> covered = new ArrayList<>(); // guarded by this
    private final @Nullable Visitors visitors;
    private final @Nullable Meanwhile meanwhile;
    private final Deaths deaths = new Deaths();
    private volatile boolean over; // the connection broke before the test method

    WireRun(WireMatrix matrix, @Nullable WireCase condition) {
        this.matrix = matrix;
        this.condition = condition;
        this.visitors = condition == null ? null : new Visitors(condition);
        this.meanwhile = condition == null ? null : Meanwhile.of(condition);
    }

    @Override
    public void opened(Object fixture) {
        if (fixture instanceof List<?> several) {
            several.forEach(this::opened);
            return;
        }
        int ordinal;
        synchronized (this) {
            opened.add(fixture);
            ordinal = covered.size();
            if (WireRecord.covers(fixture)) {
                covered.add(fixture);
            }
        }
        if (condition != null && WireRecord.covers(fixture)) {
            AppliedFault applied = condition.applyTo(ordinal, fixture, matrix.plain());
            if (meanwhile != null && applied != null) {
                meanwhile.by(applied, fixture);
            }
        }
    }

    @Override
    public void connecting(SocketAddress address) {
        if (condition != null) {
            condition.connecting(address);
        }
        if (visitors != null) {
            visitors.comeTo(address, covered(), matrix.plain());
        }
    }

    @Override
    public void sending(SocketAddress address) {
        if (visitors != null) {
            visitors.sendTo(address, covered(), matrix.plain());
        }
    }

    /** Lets strangers go, after the test's own code. */
    @Override
    public void afterEach(ExtensionContext context) {
        if (visitors != null) {
            visitors.close();
        }
    }

    @Override
    public boolean judges() {
        return condition == null || !matrix.breaks(condition.wire());
    }

    /** Gives what fixtures have that declare nothing else. */
    Options options(Options around) {
        if (!judges() && meanwhile == null) {
            return around.with(Option.TIMEOUT_MILLIS, IMPATIENCE_MILLIS); // what fixtures wait for then is not judged
        }
        return condition != null && condition.hasSmallBuffers()
                ? around.with(Option.RECEIVE_BUFFER_SIZE, SMALL_BUFFER)
                : around;
    }

    @Override
    public void interceptBeforeEachMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        if (judges()) {
            bounded(invocation, context);
        } else {
            over |= breaks(invocation, context);
        }
    }

    @Override
    public void interceptAfterEachMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        if (judges()) {
            bounded(invocation, context);
        } else {
            breaks(invocation, context);
        }
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        if (over) {
            invocation.skip();
        } else if (condition == null) {
            bounded(invocation, context);
            ContextScope.verify(context);
            plan(context);
        } else if (judges()) {
            reshaped(condition, invocation, context);
        } else {
            breaks(invocation, context);
        }
    }

    /** Runs code of the test that has to end as it is written, and in time. */
    private void bounded(Invocation<Void> invocation, ExtensionContext context) throws Throwable {
        Throwable thrown;
        try {
            thrown = run(invocation, context);
        } catch (AssertionError e) {
            throw condition == null ? matrix.plainHang(e) : failure(condition, e);
        }
        if (thrown != null) {
            throw thrown;
        }
    }

    private void plan(ExtensionContext context) {
        List<Object> fixtures = covered();
        if (fixtures.isEmpty()) {
            throw matrix.withoutFixture();
        }
        matrix.plan(WireRecorder.of(fixtures, ContextScope.of(context).own()));
    }

    private synchronized List<Object> covered() {
        return List.copyOf(covered);
    }

    private void reshaped(WireCase applied, Invocation<Void> invocation, ExtensionContext context) throws Throwable {
        try {
            Throwable thrown = run(invocation, context);
            if (thrown != null) {
                throw thrown;
            }
            ContextScope.verify(context);
            String death = death();
            if (death != null) {
                throw new AssertionError(death);
            }
        } catch (TestAbortedException e) {
            throw e;
        } catch (Throwable e) {
            if (!isChange(applied, e, context)) {
                throw failure(applied, e);
            }
            ContextScope.of(context).loopback().note("not judged, as datagrams come otherwise: " + e);
        }
    }

    /**
     * Tells whether fixtures of datagrams got something else than plainly, for a reason that is not the code under test: who sees no
     * answer asks again, and nobody plays a script to a question that comes twice.
     */
    private boolean isChange(WireCase applied, Throwable thrown, ExtensionContext context) {
        if (!applied.isOfDatagrams()) {
            return false;
        }
        if (!matrix.plain().hasPeersThatAnswer()) {
            return isExcused(thrown) && WireHindsight.isOrder(applied, covered(), matrix.plain());
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

    private AssertionError failure(WireCase applied, Throwable thrown) {
        return WireFailure.of(applied, thrown, death(), matrix.breaks(applied.wire()));
    }

    /** Gives what a thread died of that none died of in the plain run, or null. */
    private @Nullable String death() {
        return deaths.beyond(matrix.plainDeaths());
    }

    /** Runs code of the test while the connection breaks; tells whether it ended by that. */
    private boolean breaks(Invocation<Void> invocation, ExtensionContext context) throws Throwable {
        WireCase applied = Objects.requireNonNull(condition);
        Throwable thrown;
        try {
            thrown = run(invocation, context);
        } catch (AssertionError e) {
            throw failure(applied, e);
        }
        String seen = meanwhile == null ? null : meanwhile.wrong();
        String wrong = seen == null ? wrong(applied, thrown == null, context) : seen;
        if (wrong != null) {
            throw failure(applied, new AssertionError(wrong, thrown));
        }
        if (thrown == null) {
            return false;
        }
        if (thrown instanceof TestAbortedException) {
            throw thrown;
        }
        if (isExcused(thrown)) {
            ContextScope.of(context).loopback().note("not judged under a condition that breaks: " + thrown);
        } else if (applied.wire().isToBeSurvived() || !isRight(applied, thrown)) {
            throw failure(applied, thrown);
        }
        return true;
    }

    private @Nullable String wrong(WireCase applied, boolean passed, ExtensionContext context) {
        String wrong = WireHindsight.wrong(
                applied, covered(), matrix.plain(), ContextScope.of(context).own(), passed);
        return wrong == null ? death() : wrong;
    }

    private boolean isRight(WireCase applied, Throwable thrown) {
        return WireVerdict.accepts(thrown, matrix.fails())
                || applied.wire() == Wire.HANG_UP
                || matrix.plain().mayWaitInVain(applied) && WireVerdict.isInVain(thrown)
                || matrix.plain().mayDiffer(applied) && WireVerdict.isComparison(thrown);
    }

    /** Gives a failure that was found after the test with the condition that brought it. */
    AssertionError told(AssertionError failure) {
        return condition == null ? failure : failure(condition, failure);
    }

    /** Tells whether it fails for what fixtures got, or softly for several things that are each right. */
    private boolean isExcused(Throwable thrown) {
        if (thrown instanceof MultipleFailuresError several) {
            return several.getFailures().stream()
                    .allMatch(each -> isExcused(each) || WireVerdict.accepts(each, matrix.fails()));
        }
        synchronized (this) {
            return WireVerdict.isOfFixture(
                    thrown, opened.stream().map(String::valueOf).toList());
        }
    }

    private @Nullable Throwable run(Invocation<Void> invocation, ExtensionContext context) {
        UserCode code = () -> {
            try {
                invocation.proceed();
            } catch (Exception | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        };
        return WireVerdict.run(
                code,
                condition == null ? matrix.within().multipliedBy(MORE_PLAINLY) : matrix.within(),
                context.getRequiredTestClass(),
                Report.name(context),
                this::closeAll,
                deaths,
                condition == null ? Duration.ZERO : condition.dying(),
                meanwhile);
    }

    Deaths deaths() {
        return deaths;
    }

    private synchronized void closeAll() {
        if (visitors != null) {
            visitors.close();
        }
        for (Object each : opened) {
            if (each instanceof AutoCloseable fixture) {
                try {
                    fixture.close();
                } catch (Exception e) {
                    // its owner closes it again, and tells
                }
            }
        }
    }

    @Override
    public void testFailed(ExtensionContext context, @Nullable Throwable cause) {
        matrix.failed(condition);
    }

    @Override
    public void testAborted(ExtensionContext context, @Nullable Throwable cause) {
        if (condition == null) {
            matrix.failed(null);
        }
    }

    /** Describe the run, as its name does. */
    @Override
    public String toString() {
        return condition == null ? "plain" : condition.toString();
    }
}
