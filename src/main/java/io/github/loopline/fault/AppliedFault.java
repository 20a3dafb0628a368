package io.github.loopline.fault;

import org.assertj.core.api.AssertProvider;

/**
 * A fault that a link or a fixture applies, until it is closed: lifted. In a try block it lasts as long as that. What was under
 * way when it was applied or lifted keeps the delay that it had. Thread-safe.
 *
 * @since 0.1
 */
public interface AppliedFault extends AutoCloseable, AssertProvider<AppliedFaultAssert> {

    /**
     * Count how often it has struck: a fault that changes or drops counts bytes or datagrams changed or dropped, one that ends
     * counts connections, any other connections and directions in which it had something to do. Refused connects cannot be counted.
     *
     * @return the count so far
     */
    long struck();

    /**
     * Tell whether it is still applied.
     *
     * @return false once it was lifted, or has expired
     */
    boolean isActive();

    /** Lift the fault. When it returns, all goes on without. Idempotent. */
    @Override
    void close();

    /** Enter AssertJ: {@code assertThat(applied)} finds the assertions of a fault. */
    @Override
    AppliedFaultAssert assertThat();
}
