package io.github.loopline.stream;

import io.github.loopline.net.FixtureException;
import io.github.loopline.tls.TlsContext;
import io.github.loopline.tls.TlsFacts;
import io.github.loopline.tls.TlsTampering;
import io.github.loopline.tls.carrier.Carrier;
import io.github.loopline.tls.carrier.DirectCarrier;
import io.github.loopline.tls.carrier.TlsCarrier;
import io.github.loopline.trace.Recording;
import io.github.loopline.trace.Track;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** What a connection is carried by: the channel itself or TLS, from the first byte on or later. Engine thread only, but for facts. */
final class Carrying {

    private final StreamIo io;
    private final SocketChannel channel;
    private final Track track;
    private final @Nullable TlsContext tls; // declared
    private volatile Carrier carrier; // written on the engine's thread
    private @Nullable Runnable first; // once bytes of the test can be exchanged
    private boolean begun; // and they can
    private @Nullable TlsContext due; // once faults have let through what is plain

    Carrying(StreamIo io, SocketChannel channel, Track track, @Nullable TlsContext tls) {
        this.io = io;
        this.channel = channel;
        this.track = track;
        this.tls = tls;
        this.carrier = tls == null || tls.startsInPlainText() ? plain(tls) : secured(tls);
    }

    private DirectCarrier plain(@Nullable TlsContext declared) {
        return new DirectCarrier(
                channel, track, declared == null ? null : declared.options().tampering());
    }

    private TlsCarrier secured(TlsContext declared) {
        TlsCarrier made = new TlsCarrier(
                channel,
                track,
                declared.engine(),
                io.interest()::resume,
                declared.fault(),
                then -> io.closing().endHandshake(then));
        if (declared.options().endsWithoutCloseNotify()) {
            made.keepGoodbye();
        }
        TlsTampering tampering = declared.options().tampering();
        if (tampering != null) {
            made.tamper(tampering);
        }
        return made;
    }

    Carrier carrier() {
        return carrier;
    }

    /** Gives what is known of TLS; null in plain text. On any thread. */
    @Nullable
    TlsFacts facts() {
        return carrier.facts();
    }

    /** Tells whether TLS is spoken, now or later. */
    boolean isDeclared() {
        return tls != null;
    }

    /** Does something once bytes of the test can be exchanged; never, if that does not come true. */
    void whenReady(Runnable work) {
        first = work;
    }

    boolean hasBegun() {
        return begun;
    }

    /** Tells whether bytes of the test can be exchanged now for the first time, and lets that begin which waited for it. */
    boolean begins() {
        if (begun || io.closing().isClosed() || !carrier.isReady()) {
            return false;
        }
        begun = true;
        Runnable work = first;
        if (work != null) {
            work.run();
        }
        return true;
    }

    private @Nullable TlsTampering tampering() {
        return tls == null ? null : tls.options().tampering();
    }

    /** Tells whether TLS is not spoken, though the test says so. */
    boolean isRefusing() {
        TlsTampering tampering = tampering();
        return tampering != null && tampering.kind() == TlsTampering.Kind.REFUSAL;
    }

    /** Speaks TLS from here on, or from where faults have let through what is plain. */
    void startTls() throws IOException {
        TlsContext declared = tls;
        String wrong = carrier instanceof TlsCarrier
                ? "it speaks TLS already. Write startTls() once, and only with tls = @Tls(startTls = true)."
                : declared == null
                        ? "no TLS is declared. Write tls = @Tls(startTls = true)."
                        : io.closing().isClosed()
                                ? "it is closed."
                                : io.holdsBytes() ? UNDER_WAY : hasReadHello() ? TOO_LATE : null;
        if (wrong != null || declared == null) {
            throw new FixtureException("Cannot start TLS on " + track + ": " + wrong);
        }
        FaultyIo faults = io.faults();
        if (faults != null && faults.holdsOutput()) {
            due = declared;
        } else {
            start(declared);
        }
    }

    private void start(TlsContext declared) throws IOException {
        due = null;
        TlsCarrier secured = secured(declared);
        carrier = secured;
        secured.start();
    }

    /** Faults have let through all that is plain: speaks TLS if it is due. */
    void plainDelivered() throws IOException {
        TlsContext declared = due;
        if (declared != null) {
            start(declared);
        }
    }

    /** Tells whether TLS is to be spoken as soon as faults have let through what is plain. */
    boolean isDue() {
        return due != null;
    }

    /** Tells whether the peer has begun already, and what it said was taken for plain text. */
    private boolean hasReadHello() {
        synchronized (track.log()) {
            Recording in = track.received();
            return in.indexOf(HELLO, in.position()) >= 0;
        }
    }

    /** How a peer begins: a record of the handshake, of version 3.x (RFC 8446, 5.1); a line of plain text has no such bytes. */
    private static final byte[] HELLO = {22, 3};

    private static final String TOO_LATE = "the peer has begun already, and its hello was read as plain text."
            + " Write startTls(goAhead) instead of send(goAhead) and startTls().";
    private static final String UNDER_WAY =
            "plain bytes are still under way. Let the peer read, or lift the faults before.";

    /** Gives TLS for something that is of TLS alone. */
    TlsCarrier secured(String verb) {
        if (carrier instanceof TlsCarrier secured) {
            return secured;
        }
        throw new FixtureException(
                "Cannot " + verb + " on " + track + ": it speaks plain text. Declare the fixture with tls = @Tls.");
    }
}
