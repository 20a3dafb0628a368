package io.github.loopline.junit;

/**
 * What becomes of a connection to a fixture that the code under test has left open when the fixture's lifetime ends, and of a thread that a
 * call has started and that lives on. Other descriptors that were opened since its class began are told with any failure, unless switched
 * off, and fail no test.
 *
 * @since 0.1
 */
public enum LeakMode {
    /** It fails the test, whatever the test did: as {@link NoLeaks} says. */
    FAIL,
    /**
     * It fails the test if a call that failed used the connection last, or started the thread and nobody else can have a use for that,
     * since then nobody is there any more to close it; and so does a thread that burns CPU because of a socket. After a test that
     * succeeds it may be a pool's, and is told with any failure.
     */
    AFTER_FAILURE,
    /** It is told with any failure. */
    TELL,
    /** Nothing looks for it. */
    OFF
}
