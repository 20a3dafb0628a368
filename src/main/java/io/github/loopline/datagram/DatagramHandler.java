package io.github.loopline.datagram;

/**
 * Code of the test that answers a datagram, on a thread of its own.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface DatagramHandler {

    /**
     * Answer a datagram.
     *
     * @param request what came, never null
     * @return what goes back to its sender: a String, a byte[], or a {@link io.github.loopline.fixture.Reply}, never null
     * @throws Exception anything; it fails the test
     */
    Object answer(Datagram request) throws Exception;
}
