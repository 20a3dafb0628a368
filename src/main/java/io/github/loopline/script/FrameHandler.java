package io.github.loopline.script;

/**
 * Code of the test that answers a message, on a thread of the fixture.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface FrameHandler {

    /**
     * Answer a message.
     *
     * @param request what came, never null
     * @return what goes back, framed as the request: a String, a byte[], or a {@link io.github.loopline.fixture.Reply}; or a
     *     {@link Script} to be played instead, which sends its bytes as they are unless it says {@code sendFrame}; never null
     * @throws Exception anything; it fails the test
     */
    Object answer(Frame request) throws Exception;
}
