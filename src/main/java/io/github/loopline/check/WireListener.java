package io.github.loopline.check;

import io.github.loopline.check.WireRecord.Asked;
import io.github.loopline.datagram.DatagramPeer;
import io.github.loopline.fault.AppliedFault;
import io.github.loopline.fault.StreamFault;
import io.github.loopline.stream.StreamServer;
import io.github.loopline.tls.CertificateKind;
import io.github.loopline.tls.TlsFault;
import io.github.loopline.tls.TlsTampering;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The conditions of the wire matrix that act where a fixture listens, from the beginning: nobody gets through to it. */
final class WireListener {

    /** RFC 863's port: a peer that is connected to it hears nobody else, and the kernel tells everybody else so. */
    private static final int DISCARD = 9;

    private WireListener() {}

    /** Gives one case for each fixture that the code under test came to. */
    static List<WireCase> plan(Wire wire, WireRecord recorded) {
        List<Asked> all = recorded.asked();
        return all.stream()
                .filter(asked -> acts(wire, asked, recorded))
                .map(asked -> new WireCase(
                        wire,
                        List.of((long) asked.fixture()),
                        words(wire, asked.datagrams()) + (all.size() > 1 ? " at fixture " + (asked.fixture() + 1) : ""),
                        recorded.upgrade(asked.fixture())
                                .map(each -> each.shown(wire))
                                .orElse("")))
                .toList();
    }

    private static boolean acts(Wire wire, Asked asked, WireRecord recorded) {
        return switch (wire) {
            case REFUSED -> true;
            case HANG_UP, UNANSWERED -> !asked.datagrams();
            case TLS_UNKNOWN_CA -> asked.trusted();
            case STARTTLS_INJECT -> recorded.upgrades().stream().anyMatch(each -> each.isOf(asked) && each.canInject());
            case STARTTLS_REFUSED ->
                recorded.upgrades().stream().anyMatch(each -> each.isOf(asked) && each.canRefuse());
            default -> asked.tls();
        };
    }

    private static String words(Wire wire, boolean datagrams) {
        return switch (wire) {
            case REFUSED -> datagrams ? "nobody there, port unreachable" : "connects refused";
            case HANG_UP -> "each connection ended at once";
            case UNANSWERED -> "connects not answered";
            case TLS_MUTE -> "silence instead of the TLS handshake";
            case TLS_FIN -> "FIN in the TLS handshake";
            case TLS_UNKNOWN_CA -> "the certificate of an unknown CA";
            case TLS_PIECES -> "TLS records in pieces";
            case STARTTLS_INJECT -> "plain text behind the go-ahead to TLS";
            case STARTTLS_REFUSED -> "a refusal instead of the go-ahead to TLS";
            default -> "the certificate of another host";
        };
    }

    static @Nullable AppliedFault apply(Wire wire, int ordinal, Object fixture, WireRecord plain) {
        if (fixture instanceof DatagramPeer peer) {
            InetSocketAddress here = (InetSocketAddress) peer.socketAddress();
            peer.connect(new InetSocketAddress(here.getAddress(), here.getPort() == DISCARD ? DISCARD + 1 : DISCARD));
        } else if (fixture instanceof StreamServer server) {
            plain.upgrade(ordinal)
                    .map(each -> each.tampering(wire))
                    .ifPresent(each -> server.tls(tls -> tls.tampering(each)));
            return apply(wire, server);
        }
        return null;
    }

    private static @Nullable AppliedFault apply(Wire wire, StreamServer server) {
        return switch (wire) {
            case REFUSED -> server.apply(StreamFault.refuse());
            case UNANSWERED -> server.apply(StreamFault.unresponsive());
            case HANG_UP -> server.apply(end(server).onConnect());
            default -> {
                applyTls(wire, server);
                yield null;
            }
        };
    }

    /** An RST leaves no TIME_WAIT behind, however often somebody comes again. */
    private static StreamFault end(StreamServer server) {
        return server.socketAddress() instanceof InetSocketAddress ? StreamFault.reset() : StreamFault.close();
    }

    private static void applyTls(Wire wire, StreamServer server) {
        switch (wire) {
            case TLS_MUTE -> server.tls(tls -> tls.fault(TlsFault.MUTE_BEFORE_HELLO));
            case TLS_FIN -> server.tls(tls -> tls.fault(TlsFault.CLOSE_IN_HELLO));
            case TLS_PIECES -> server.tls(tls -> tls.tampering(TlsTampering.pieces()));
            case TLS_UNKNOWN_CA -> server.tls(tls -> tls.certificate(CertificateKind.UNKNOWN_CA));
            case TLS_IMPOSTOR -> server.tls(tls -> tls.certificate(CertificateKind.WRONG_HOST));
            default -> {
                // of the beginning of TLS, and done already
            }
        }
    }
}
