package io.github.loopline.junit;

import io.github.loopline.check.Attendant;
import io.github.loopline.check.Deaths;
import io.github.loopline.check.Meanwhile;
import io.github.loopline.check.Visitors;
import io.github.loopline.check.WireCase;
import io.github.loopline.check.WireRecord;
import io.github.loopline.check.WireRecorder;
import io.github.loopline.check.WireVerdict;
import io.github.loopline.fault.AppliedFault;
import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.Options;
import io.github.loopline.fixture.UserCode;
import io.github.loopline.trace.Event;
import java.lang.reflect.Method;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.TestWatcher;
import org.opentest4j.TestAbortedException;

/** One run of a test with a matrix: applies the condition to the fixtures as they open, and runs the code of the test. */
final class WireRun implements InvocationInterceptor, AfterEachCallback, TestWatcher, Attendant {

    private static final int SMALL_BUFFER = 4096;

    /** How many times longer the plain run may take, which may be the first of all and load classes. */
    private static final int MORE_PLAINLY = 6;

    private final WireMatrix matrix;
    private final @Nullable WireCase condition; // null for the plain run
    private final WireFixtures fixtures = new WireFixtures();
    private final @Nullable Visitors visitors;
    private final @Nullable Meanwhile meanwhile;
    private final Deaths deaths = new Deaths();
    private final @Nullable WireJudge judge; // null for the plain run
    private volatile boolean over; // the connection broke before the test method

    WireRun(WireMatrix matrix, @Nullable WireCase condition) {
        this.matrix = matrix;
        this.condition = condition;
        this.visitors = condition == null ? null : new Visitors(condition);
        this.meanwhile = condition == null ? null : Meanwhile.of(condition);
        this.judge = condition == null ? null : new WireJudge(matrix, condition, fixtures, deaths, meanwhile, visitors);
    }

    @Override
    public void opened(Object fixture) {
        if (fixture instanceof List<?> several) {
            several.forEach(this::opened);
            return;
        }
        int ordinal = fixtures.add(fixture);
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
            visitors.comeTo(address, fixtures.covered(), matrix.plain());
        }
    }

    @Override
    public void sending(SocketAddress address) {
        if (visitors != null) {
            visitors.sendTo(address, fixtures.covered(), matrix.plain());
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

    @Override
    public boolean judges(Event failure) {
        return judges()
                && (judge == null
                        || judge.reached().stream().noneMatch(failure.track().toString()::endsWith));
    }

    /** Gives what fixtures have that declare nothing else. */
    Options options(Options around) {
        if (!judges() && meanwhile == null && around.timeout().compareTo(matrix.patience()) > 0) {
            int millis = (int) matrix.patience().toMillis();
            return around.with(Option.TIMEOUT_MILLIS, millis); // what fixtures wait for then is not judged
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
            long began = System.nanoTime();
            bounded(invocation, context);
            ContextScope.verify(context);
            plan(context, Duration.ofNanos(System.nanoTime() - began));
        } else if (judges()) {
            reshaped(Objects.requireNonNull(judge), invocation, context);
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
            throw judge == null ? matrix.plainHang(e) : judge.failure(e);
        }
        if (thrown != null) {
            throw thrown;
        }
    }

    private void plan(ExtensionContext context, Duration took) {
        List<Object> covered = fixtures.covered();
        if (covered.isEmpty()) {
            throw matrix.withoutFixture();
        }
        String inVain =
                matrix.plan(WireRecorder.of(covered, ContextScope.of(context).own()), took);
        if (inVain != null) {
            context.publishReportEntry("@WireTest", inVain);
        }
    }

    private void reshaped(WireJudge judging, Invocation<Void> invocation, ExtensionContext context) throws Throwable {
        try {
            Throwable thrown = run(invocation, context);
            if (thrown != null) {
                throw thrown;
            }
            ContextScope.verify(context);
            String death = judging.death();
            if (death != null) {
                throw new AssertionError(death);
            }
        } catch (TestAbortedException e) {
            throw e;
        } catch (Throwable e) {
            judging.failed(e, context);
        }
    }

    /** Runs code of the test while the connection breaks; tells whether it ended by that. */
    private boolean breaks(Invocation<Void> invocation, ExtensionContext context) throws Throwable {
        WireJudge judging = Objects.requireNonNull(judge);
        Throwable thrown;
        try {
            thrown = run(invocation, context);
        } catch (AssertionError e) {
            return judging.hangsBroken(e, context);
        }
        return judging.endsBroken(thrown, context);
    }

    /** Gives a failure that was found after the test with the condition that brought it. */
    AssertionError told(AssertionError failure) {
        return judge == null ? failure : judge.failure(failure);
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
        if (meanwhile != null) {
            meanwhile.beside(ContextScope.of(context).leaks());
        }
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

    private void closeAll() {
        if (visitors != null) {
            visitors.close();
        }
        fixtures.close();
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
