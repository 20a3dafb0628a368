package io.github.loopline.stream;

/**
 * Code of the test that serves one connection, on a thread of its own.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface ConnectionHandler {

    /**
     * Serve a connection. It is closed when this returns or throws.
     *
     * @param connection just accepted, never null
     * @throws Exception anything; it fails the test
     */
    void handle(Connection connection) throws Exception;
}
