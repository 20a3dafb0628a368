package io.github.loopline.testkit;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.launcher.EngineFilter.includeEngines;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Runs sample classes through the JUnit Platform, always in parallel, two at a time. Nothing of the surrounding run reaches
 * them: no listener, no {@code junit-platform.properties}.
 */
public final class Samples {

    static final String RUN = "testkit.run";

    private static final Map<String, Trace> TRACES = new ConcurrentHashMap<>();

    private final LauncherDiscoveryRequestBuilder request = LauncherDiscoveryRequestBuilder.request()
            .enableImplicitConfigurationParameters(false)
            .filters(includeEngines("junit-jupiter"))
            .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
            .configurationParameter("junit.jupiter.execution.parallel.mode.default", "concurrent")
            .configurationParameter("junit.jupiter.execution.parallel.mode.classes.default", "concurrent")
            .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
            .configurationParameter("junit.jupiter.execution.parallel.config.fixed.parallelism", "2");

    private Samples() {}

    public static Run run(Class<?>... samples) {
        return of(samples).run();
    }

    public static Samples of(Class<?>... samples) {
        Samples run = new Samples();
        for (Class<?> sample : samples) {
            run.request.selectors(selectClass(sample));
        }
        return run.with("junit.platform.reporting.output.dir", "target/samples");
    }

    public Samples with(String configurationParameter, String value) {
        request.configurationParameter(configurationParameter, value);
        return this;
    }

    /** Chooses where files of the tests go. */
    public Samples output(Path directory) {
        return with("junit.platform.reporting.output.dir", directory.toString());
    }

    public Run run() {
        String name = UUID.randomUUID().toString();
        Trace trace = new Trace();
        TRACES.put(name, trace);
        try {
            Run run = new Run(trace);
            LauncherDiscoveryRequest named =
                    request.configurationParameter(RUN, name).build();
            execute(named, run);
            return run;
        } finally {
            TRACES.remove(name);
        }
    }

    /** On a thread of its own: a thread of the surrounding run would run other tests while it waits for this one. */
    private static void execute(LauncherDiscoveryRequest request, Run run) {
        Thread thread = new Thread(
                () -> LauncherFactory.create(LauncherConfig.builder()
                                .enableLauncherSessionListenerAutoRegistration(false)
                                .enableLauncherDiscoveryListenerAutoRegistration(false)
                                .enablePostDiscoveryFilterAutoRegistration(false)
                                .enableTestExecutionListenerAutoRegistration(false)
                                .build())
                        .execute(request, run),
                "samples");
        thread.start();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while samples run", e);
        }
    }

    static Trace trace(String run) {
        return Objects.requireNonNull(TRACES.get(run), run);
    }
}
