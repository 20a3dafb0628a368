package io.github.loopline.raw;

import io.github.loopline.raw.IgmpMessage.GroupRecord;
import java.net.InetAddress;
import java.util.function.Predicate;

/** Whether IGMP messages join or leave a group, in either version. */
final class Memberships {

    private static final int IS_INCLUDE = 1;
    private static final int IS_EXCLUDE = 2;
    private static final int TO_INCLUDE = 3;
    private static final int TO_EXCLUDE = 4;
    private static final int ALLOW_NEW_SOURCES = 5;

    private Memberships() {}

    static boolean joins(IpPacket packet, InetAddress group) {
        return told(packet, group, IgmpMessage.MEMBERSHIP_REPORT, Memberships::joins);
    }

    static boolean leaves(IpPacket packet, InetAddress group) {
        return told(packet, group, IgmpMessage.LEAVE_GROUP, Memberships::leaves);
    }

    private static boolean told(IpPacket packet, InetAddress group, int type, Predicate<GroupRecord> said) {
        try {
            IgmpMessage message = packet.igmp();
            return message.type() == IgmpMessage.MEMBERSHIP_REPORT_V3
                    ? message.records().stream().anyMatch(each -> each.group().equals(group) && said.test(each))
                    : message.type() == type && message.group().equals(group);
        } catch (IllegalArgumentException e) {
            return false; // no IGMP, or cut
        }
    }

    /** Excluding some senders, or none, is listening; including none is not. */
    private static boolean joins(GroupRecord said) {
        return switch (said.type()) {
            case IS_EXCLUDE, TO_EXCLUDE -> true;
            case IS_INCLUDE, TO_INCLUDE, ALLOW_NEW_SOURCES -> !said.sources().isEmpty();
            default -> false;
        };
    }

    private static boolean leaves(GroupRecord said) {
        return (said.type() == IS_INCLUDE || said.type() == TO_INCLUDE)
                && said.sources().isEmpty();
    }
}
