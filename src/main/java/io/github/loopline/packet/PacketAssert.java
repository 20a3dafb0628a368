package io.github.loopline.packet;

import io.github.loopline.fixture.MessageAssert;

/**
 * Assertions on a {@link Packet}.
 *
 * @since 0.1
 */
public class PacketAssert extends MessageAssert<PacketAssert, Packet> {

    /**
     * Create an assertion; {@code assertThat(packet)} does.
     *
     * @param actual the message
     */
    public PacketAssert(Packet actual) {
        super(actual, PacketAssert.class, "message");
    }

    @Override
    protected String state() {
        return "is " + super.state();
    }
}
