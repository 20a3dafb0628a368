package io.github.loopline.testkit;

import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;

/** While a wait fails for others, the JVM has a handler of Awaitility for what no thread caught. */
class AwaitilityDefaultsTests {

    @Test
    void a_wait_does_not_look_at_the_threads_of_other_tests() {
        await().until(() -> Thread.getDefaultUncaughtExceptionHandler() == null);
    }
}
