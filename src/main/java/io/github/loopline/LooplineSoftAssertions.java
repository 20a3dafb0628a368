package io.github.loopline;

import java.util.function.Consumer;
import org.assertj.core.api.SoftAssertions;
import org.assertj.core.api.SoftAssertionsProvider;

/**
 * AssertJ's soft assertions, with those of the fixtures.
 *
 * @since 0.1
 */
public class LooplineSoftAssertions extends SoftAssertions implements LooplineSoftAssertionsProvider {

    /** Create soft assertions; end them with {@link #assertAll()}, or use {@link #assertFixturesSoftly}. */
    public LooplineSoftAssertions() {}

    /**
     * Assert softly, and fail at the end with all that failed.
     *
     * @param assertions what to assert
     * @throws AssertionError if something failed
     */
    public static void assertFixturesSoftly(Consumer<LooplineSoftAssertions> assertions) {
        SoftAssertionsProvider.assertSoftly(LooplineSoftAssertions.class, assertions);
    }
}
