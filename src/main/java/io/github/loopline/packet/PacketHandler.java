package io.github.loopline.packet;

/**
 * Code of the test that serves one connection of a {@link PacketServer}, on a thread of its own.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface PacketHandler {

    /**
     * Serve a connection. It is closed when this returns or throws.
     *
     * @param connection just accepted, never null
     * @throws Exception anything; it fails the test
     */
    void handle(PacketConnection connection) throws Exception;
}
