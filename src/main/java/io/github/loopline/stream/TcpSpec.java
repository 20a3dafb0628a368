package io.github.loopline.stream;

import io.github.loopline.fixture.IpSpec;
import io.github.loopline.fixture.Option;
import io.github.loopline.fixture.Options;
import io.github.loopline.fixture.Target;

/**
 * The attributes that servers and clients of TCP have both.
 *
 * @param <S> the description's own type
 * @param <F> the fixture's type
 */
abstract class TcpSpec<S extends TcpSpec<S, F>, F> extends IpSpec<S, F> {

    TcpSpec(Options options, Target... targets) {
        super(options, targets);
    }

    /**
     * Set TCP_NODELAY. On unless set, since Nagle and delayed acknowledgement cost 40 ms on loopback too.
     *
     * @param value whether small pieces are sent at once
     * @return a copy with it, never null
     */
    public S noDelay(boolean value) {
        return with(Option.NO_DELAY, value);
    }

    /**
     * Set SO_KEEPALIVE.
     *
     * @param value whether the kernel probes an idle connection
     * @return a copy with it, never null
     */
    public S keepAlive(boolean value) {
        return with(Option.KEEP_ALIVE, value);
    }

    /**
     * Set SO_LINGER: how long a close waits until the peer has acknowledged everything.
     *
     * @param value 0 for an RST at close, {@link Options#LINGER_OFF}, or seconds up to 65535
     * @return a copy with it, never null
     */
    public S lingerSeconds(int value) {
        return with(Option.LINGER_SECONDS, value);
    }

    /**
     * Set SO_REUSEADDR.
     *
     * @param value whether a port in TIME_WAIT can be taken
     * @return a copy with it, never null
     */
    public S reuseAddress(boolean value) {
        return with(Option.REUSE_ADDRESS, value);
    }

    /**
     * Set SO_REUSEPORT: several sockets share the port, and the kernel spreads what comes.
     *
     * @param value whether others may bind it too
     * @return a copy with it, never null
     */
    public S reusePort(boolean value) {
        return with(Option.REUSE_PORT, value);
    }

    /**
     * Set IP_TOS (RFC 2474).
     *
     * @param value 0 to 255
     * @return a copy with it, never null
     */
    public S trafficClass(int value) {
        return with(Option.TRAFFIC_CLASS, value);
    }

    /**
     * Set SO_OOBINLINE: urgent data stays in the stream instead of being dropped.
     *
     * @param value whether it stays
     * @return a copy with it, never null
     */
    public S oobInline(boolean value) {
        return with(Option.OOB_INLINE, value);
    }

    /**
     * Set TCP_QUICKACK, where the kernel has it.
     *
     * @param value whether segments are acknowledged at once
     * @return a copy with it, never null
     */
    public S quickAck(boolean value) {
        return with(Option.QUICK_ACK, value);
    }

    /**
     * Set TCP_KEEPIDLE.
     *
     * @param value seconds of silence before the first probe, 1 or more
     * @return a copy with it, never null
     */
    public S keepIdleSeconds(int value) {
        return with(Option.KEEP_IDLE_SECONDS, value);
    }

    /**
     * Set TCP_KEEPINTVL.
     *
     * @param value seconds between probes, 1 or more
     * @return a copy with it, never null
     */
    public S keepIntervalSeconds(int value) {
        return with(Option.KEEP_INTERVAL_SECONDS, value);
    }

    /**
     * Set TCP_KEEPCNT.
     *
     * @param value unanswered probes until the connection is given up, 1 to 127
     * @return a copy with it, never null
     */
    public S keepCount(int value) {
        return with(Option.KEEP_COUNT, value);
    }
}
