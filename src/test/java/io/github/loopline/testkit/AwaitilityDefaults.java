package io.github.loopline.testkit;

import org.awaitility.Awaitility;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Lets a wait fail for its own condition alone: by default Awaitility fails it as soon as any thread of the JVM dies of an exception,
 * as threads of other tests do on purpose. Registered by {@code META-INF/services}.
 */
public final class AwaitilityDefaults implements LauncherSessionListener {

    /** Made by the launcher. */
    public AwaitilityDefaults() {}

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        Awaitility.doNotCatchUncaughtExceptionsByDefault();
    }
}
