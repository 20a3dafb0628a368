package io.github.loopline.junit;

/**
 * What becomes of a connection to a fixture that the code under test has left open when the fixture's lifetime ends.
 *
 * @since 0.1
 */
public enum LeakMode {
    /** It fails the test, whatever the test did: as {@link NoLeaks} says. Threads that calls have started and left fail it too. */
    FAIL,
    /**
     * It fails the test if it was last used by a call that failed, since then nobody is there any more to close it. After a test that
     * succeeds it may be a pool's, and is told with any failure.
     */
    AFTER_FAILURE,
    /** It is told with any failure. */
    TELL,
    /** Nothing looks for it. */
    OFF
}
