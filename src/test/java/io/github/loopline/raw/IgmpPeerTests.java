package io.github.loopline.raw;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.junit.RawSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/** All peers hear the whole loopback interface, so each test has a group of its own, here and in other tests. */
class IgmpPeerTests {

    @Test
    void joining_and_leaving_a_group_is_seen(@RawSocket(protocol = IpProtocol.IGMP) RawPeer router) throws Exception {
        // the kernel reports the first member only, so no other run on this machine may be in the group
        InetAddress group = Addr.of("239.78." + random(256) + "." + random(256));
        NetworkInterface loopback = NetworkInterface.getByInetAddress(Addr.of("127.0.0.1"));
        try (var listener = new MulticastSocket(new InetSocketAddress(group, 0))) {
            listener.joinGroup(new InetSocketAddress(group, 0), loopback);
            assertThat(router).within(ofSeconds(15)).hasReceivedMembershipReport(group);

            listener.leaveGroup(new InetSocketAddress(group, 0), loopback);
            assertThat(router).within(ofSeconds(15)).hasReceivedMembershipLeave(group);
        }
        RawPacket report = router.receiveWhere(packet -> Memberships.joins(packet.ip(), group));
        // to 224.0.0.22 in version 3; to the group in version 2, which Linux speaks for minutes after it saw such a
        // query
        assertThat(report).hasTtl(1).hasValidChecksums();
    }

    @Test
    void query_of_a_router_arrives(
            @RawSocket(protocol = IpProtocol.IGMP, headerIncluded = true) RawPeer router,
            @RawSocket(protocol = IpProtocol.IGMP, host = "127.77.1.2") RawPeer host) {
        InetAddress group = Addr.of("239.77.1.2");
        router.send(IpPacket.of(Addr.of("127.9.9.9"), host.address(), IgmpMessage.query(group, 100)));

        RawPacket query = host.receive();
        assertThat(query).isFrom(Addr.of("127.9.9.9")).hasTtl(1).hasValidChecksums();
        assertThat(query.ip().igmp()).isEqualTo(IgmpMessage.query(group, 100));
    }

    @Test
    void report_of_a_host_arrives_at_all_routers(
            @RawSocket(protocol = IpProtocol.IGMP) RawPeer host,
            @RawSocket(protocol = IpProtocol.IGMP) RawPeer router) {
        InetAddress group = Addr.of("239.77.1.3");
        host.sendTo(
                        Addr.of("224.0.0.22"),
                        IgmpMessage.report(List.of(new IgmpMessage.GroupRecord(4, group, List.of()))))
                .sendTo(Addr.of("224.0.0.2"), IgmpMessage.leave(group));

        assertThat(router)
                .within(ofSeconds(5))
                .hasReceivedMembershipReport(group)
                .hasReceivedMembershipLeave(group);
        assertThat(router.receiveWhere(packet -> Memberships.leaves(packet.ip(), group)))
                .isFrom(host.address())
                .isTo(Addr.of("224.0.0.2"))
                .hasTtl(1);
    }

    @Test
    void message_to_one_host_is_from_loopback(
            @RawSocket(protocol = IpProtocol.IGMP, ttl = 2) RawPeer router,
            @RawSocket(protocol = IpProtocol.IGMP, host = "127.77.1.4") RawPeer host) {
        router.sendTo(host.address(), IgmpMessage.report(Addr.of("239.77.1.4")));

        assertThat(host.receive()).isFrom(Addr.of("127.0.0.1")).hasTtl(2);
        assertThat(router).hasToString("raw-igmp:127.0.0.1");
    }

    @Test
    void records_of_version_3_join_and_leave_by_what_they_say() {
        InetAddress group = Addr.of("239.77.1.5");
        InetAddress source = Addr.of("127.0.0.1");

        assertThat(joins(1, group)).isFalse();
        assertThat(joins(1, group, source)).isTrue();
        assertThat(joins(2, group)).isTrue();
        assertThat(joins(3, group, source)).isTrue();
        assertThat(joins(4, group, source)).isTrue();
        assertThat(joins(5, group, source)).isTrue();
        assertThat(joins(6, group, source)).isFalse();
        assertThat(leaves(1, group)).isTrue();
        assertThat(leaves(3, group)).isTrue();
        assertThat(leaves(3, group, source)).isFalse();
        assertThat(leaves(6, group, source)).isFalse();
        assertThat(leaves(4, group)).isFalse();
    }

    private static int random(int bound) {
        return ThreadLocalRandom.current().nextInt(bound);
    }

    private static boolean joins(int type, InetAddress group, InetAddress... sources) {
        return Memberships.joins(report(type, group, sources), group);
    }

    private static boolean leaves(int type, InetAddress group, InetAddress... sources) {
        return Memberships.leaves(report(type, group, sources), group);
    }

    private static IpPacket report(int type, InetAddress group, InetAddress... sources) {
        var said = new IgmpMessage.GroupRecord(type, group, List.of(sources));
        return IpPacket.of(Addr.of("127.0.0.1"), group, IgmpMessage.report(List.of(said)));
    }
}
