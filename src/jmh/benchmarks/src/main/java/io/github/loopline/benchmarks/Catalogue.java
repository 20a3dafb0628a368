package io.github.loopline.benchmarks;

import static io.github.loopline.benchmarks.Entry.free;
import static io.github.loopline.benchmarks.Entry.onOneCpu;
import static io.github.loopline.benchmarks.Goal.NONE;
import static io.github.loopline.benchmarks.Goal.atLeast;
import static io.github.loopline.benchmarks.Goal.atMost;
import static io.github.loopline.benchmarks.Row.ratio;
import static io.github.loopline.benchmarks.Row.value;

import java.util.List;

/** All benchmarks, what is read off them, and what they should reach on a machine that does nothing else. */
final class Catalogue {

    static final List<Entry> ENTRIES = List.of(
            free(
                    ServerStartStop.class,
                    ratio("StreamServer / ServerSocket", "server", "floor", atMost(2)),
                    ratio("StreamServer in its own Loopback / ServerSocket", "loopback", "floor", NONE),
                    ratio("MockWebServer / ServerSocket", "mockWebServer", "floor", NONE),
                    ratio("NetCrusher / ServerSocket", "netCrusher", "floor", NONE),
                    value("ServerSocket", "floor", "us", NONE)),
            free(
                    PeerStartStop.class,
                    ratio("DatagramPeer / DatagramSocket", "peer", "floor", atMost(2)),
                    value("DatagramSocket", "floor", "us", NONE)),
            free(
                    TestOverhead.class,
                    value("added by a @TcpServer parameter", "addedByServer", "us", atMost(100)),
                    value("of that, by checks for what is left behind", "addedByChecks", "us", atMost(1000)),
                    value("added by a ServerSocket", "addedByBare", "us", NONE),
                    value("added by a MockWebServer", "addedByMockWebServer", "us", NONE),
                    value("empty test", "empty", "us", NONE)),
            free(
                    OneTestProcess.class,
                    ratio("CPU, one @TcpServer / no server", "server", "empty", atMost(1.12)),
                    ratio("CPU, one ServerSocket / no server", "bare", "empty", NONE),
                    ratio("CPU, one MockWebServer / no server", "mockWebServer", "empty", NONE),
                    value("CPU, no server", "empty", "ms", NONE)),
            free(
                    FirstServerInJvm.class,
                    ratio("first StreamServer / first ServerSocket", "server", "floor", NONE),
                    ratio("first StreamServer / first channel with a selector", "server", "channel", NONE),
                    value("first ServerSocket", "floor", "ms", NONE)),
            onOneCpu(
                    EchoRoundTrip.class,
                    ratio("64 B recorded echo / blocking echo", "server", "floor", atMost(1.15)),
                    ratio("the same, slowest of a hundred", "server99", "floor99", NONE),
                    ratio("64 B sent and received by a verb / blocking echo", "received", "floor", NONE),
                    value("blocking echo", "floor", "us", NONE)),
            onOneCpu(
                    TlsRoundTrip.class,
                    ratio("64 B over TLS, recorded echo / SSLSocket echo", "server", "floor", atMost(1.2)),
                    ratio("session over TLS / SSLSocket", "serverSession", "floorSession", NONE),
                    value("SSLSocket echo", "floor", "us", NONE),
                    value("session of SSLSocket", "floorSession", "us", NONE)),
            free(
                    TlsThroughput.class,
                    ratio("16 MiB over TLS, recorded / SSLSocket, discarded", "recorded", "floor", atLeast(0.8)),
                    ratio("16 MiB sent over TLS / by SSLSocket", "sent", "floorSent", atLeast(0.8)),
                    value("to SSLSocket", "floor", "MiB/s", NONE),
                    value("from SSLSocket", "floorSent", "MiB/s", NONE)),
            free(
                    TlsStart.class,
                    value("first certificate of a JVM", "certificate", "ms", atMost(200)),
                    value("first server with TLS of a JVM", "first", "ms", NONE),
                    value("second server with TLS of a JVM", "second", "ms", NONE),
                    value("server with TLS, started and stopped", "server", "ms", atMost(2))),
            onOneCpu(
                    LinkSpeed.class,
                    ratio("64 B through a recording link / direct", "link", "floor", atMost(2.3)),
                    ratio("64 B through a proxy by hand / direct", "proxy", "floor", NONE),
                    ratio("64 B through a selector by hand / direct", "selector", "floor", NONE),
                    ratio("64 B, faults on other connections / no faults", "inactive", "link", atMost(1.05)),
                    ratio("64 B, 10,000 delayed pieces of streams waiting / none", "pieces", "link", atMost(1.1)),
                    ratio("64 B, 10,000 delayed datagrams waiting / none", "timers", "link", atMost(1.1)),
                    ratio("session through a recording link / direct", "linkSession", "floorSession", atMost(1.7)),
                    ratio("session through a proxy by hand / direct", "proxySession", "floorSession", NONE),
                    ratio("session through a selector by hand / direct", "selectorSession", "floorSession", NONE),
                    ratio("64 MiB in echoes of 64 KiB through a link / direct", "linkBulk", "floorBulk", NONE),
                    ratio("the same through a proxy by hand / direct", "proxyBulk", "floorBulk", NONE)),
            onOneCpu(
                    LinkRivals.class,
                    ratio("64 B through a recording link / direct", "link", "floor", NONE),
                    ratio("64 B through nginx / direct", "nginx", "floor", NONE),
                    ratio("64 B through haproxy / direct", "haproxy", "floor", NONE),
                    ratio("64 B through socat / direct", "socat", "floor", NONE),
                    ratio("session through a recording link / direct", "linkSession", "floorSession", NONE),
                    ratio("session through nginx / direct", "nginxSession", "floorSession", NONE),
                    ratio("session through haproxy / direct", "haproxySession", "floorSession", NONE),
                    ratio("session through socat / direct", "socatSession", "floorSession", NONE)),
            free(
                    LinkThroughput.class,
                    ratio("256 MiB through a recording link / through nginx", "link", "nginx", atLeast(1)),
                    ratio("through a recording link / through Toxiproxy", "link", "toxiproxy", atLeast(1.5)),
                    ratio("through a recording link / direct", "link", "floor", NONE),
                    ratio("past the limit, hashed / direct", "pastTheLimit", "floor", NONE),
                    ratio("through a proxy by hand / direct", "proxy", "floor", NONE),
                    ratio("through NetCrusher / direct", "netCrusher", "floor", NONE),
                    ratio("through nginx / direct", "nginx", "floor", NONE),
                    ratio("through haproxy / direct", "haproxy", "floor", NONE),
                    ratio("through socat / direct", "socat", "floor", NONE),
                    ratio("through Toxiproxy / direct", "toxiproxy", "floor", NONE),
                    value("direct", "floor", "MiB/s", NONE)),
            free(
                    RecordingThroughput.class,
                    ratio("recorded / read and discarded", "recorded", "floor", atLeast(0.85)),
                    ratio("past the limit, hashed / read and discarded", "pastTheLimit", "floor", NONE),
                    value("read and discarded", "floor", "MiB/s", NONE)),
            free(
                    ReportCost.class,
                    ratio("100 round trips, transcript ON_FAILURE / NEVER", "onFailure", "never", atMost(1.05)),
                    value("10,000 events as text and capture", "rendering", "ms", atMost(1000)),
                    value("10,000 events as page", "page", "ms", atMost(1000))),
            free(
                    AwaitedContent.class,
                    ratio("16 MiB, awaited by hasReceived / read and compared", "assertion", "floor", NONE),
                    value("read and compared", "floor", "ms", NONE)),
            free(
                    ManyConnections.class,
                    value("10,000 connections, all recorded", "serverMillis", "ms", atMost(600)),
                    ratio("the same / bare selector", "serverMillis", "floorMillis", NONE),
                    value("all closed", "serverClosingMillis", "ms", atMost(350)),
                    ratio("the same / bare selector", "serverClosingMillis", "floorClosingMillis", NONE),
                    value("resident memory of each", "residentKibibytes", "KiB", atMost(4)),
                    value("heap of each", "heapKibibytes", "KiB", atMost(4)),
                    value("threads more", "threads", "", atMost(1))),
            free(
                    UdpRate.class,
                    value("datagrams lost of 300,000", "peerLost", "", atMost(0)),
                    value("lost and not reported as dropped", "unexplained", "", atMost(0)),
                    value("lost by a bare channel with a large buffer", "floorLost", "", NONE),
                    ratio("sent to a peer / sent to a bare channel", "peerRate", "floorRate", atLeast(0.95)),
                    value("sent to a bare channel", "floorRate", "1000/s", NONE)),
            free(
                    ClientSessions.class,
                    value("sessions a second of 60,000, recorded", "serverRate", "1/s", atLeast(15_000)),
                    ratio("the same / bare accept loop", "serverRate", "floorRate", NONE),
                    value("bare accept loop", "floorRate", "1/s", NONE),
                    value("slowest connect", "worstConnectMillis", "ms", atMost(100)),
                    value("sessions not recorded", "notRecorded", "", atMost(0))));

    private Catalogue() {}
}
