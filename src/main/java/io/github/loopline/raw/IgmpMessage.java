package io.github.loopline.raw;

import io.github.loopline.net.Family;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A message of IGMP, version 2 (RFC 2236) or 3 (RFC 3376), by which hosts tell routers which multicast groups they listen to.
 * Immutable. Its checksum is computed.
 *
 * @since 0.1
 */
public final class IgmpMessage {

    /** Asks who listens. */
    public static final int MEMBERSHIP_QUERY = 0x11;

    /** Says that somebody listens, in version 2. */
    public static final int MEMBERSHIP_REPORT = 0x16;

    /** Says that somebody stops to listen, in version 2. */
    public static final int LEAVE_GROUP = 0x17;

    /** Says who listens to what, in version 3. */
    public static final int MEMBERSHIP_REPORT_V3 = 0x22;

    /** Bytes of a message of version 2, and of what version 3 begins with. */
    public static final int HEADER_BYTES = 8;

    private static final int CHECKSUM_AT = 2;
    private static final int MOST_TENTHS = 255;

    private final byte[] bytes; // as on the wire

    private IgmpMessage(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * What a report of version 3 says of one group.
     *
     * @param type 1 includes the sources, 2 excludes them, 3 changes to include, 4 changes to exclude, 5 allows new, 6 blocks old
     * @param group the group
     * @param sources the senders, potentially none
     * @since 0.1
     */
    public record GroupRecord(int type, InetAddress group, List<InetAddress> sources) {

        /**
         * Create a record.
         *
         * @param type 0 to 255
         * @param group an IPv4 address
         * @param sources IPv4 addresses
         * @throws IllegalArgumentException if a value is out of range
         */
        public GroupRecord {
            Fields.check("type", type, Fields.BYTE);
            checkV4(group);
            sources = List.copyOf(sources);
            sources.forEach(IgmpMessage::checkV4);
        }

        /** Describe the record. */
        @Override
        public String toString() {
            StringBuilder text = new StringBuilder();
            for (InetAddress source : sources) {
                text.append(' ').append(source.getHostAddress());
            }
            return "type " + type + " " + group.getHostAddress() + " sources" + (text.isEmpty() ? " none" : text);
        }
    }

    /**
     * Build a query of version 2.
     *
     * @param group the group that is asked for, or 0.0.0.0 for all
     * @param tenths how long a host may wait with its report, in tenths of a second, 0 to 255
     * @return the message, never null
     * @throws IllegalArgumentException if a value is out of range
     */
    public static IgmpMessage query(InetAddress group, int tenths) {
        return of(MEMBERSHIP_QUERY, Fields.check("tenths", tenths, MOST_TENTHS), group);
    }

    /**
     * Build a report of version 2.
     *
     * @param group the group that somebody listens to
     * @return the message, never null
     * @throws IllegalArgumentException for an address of IPv6
     */
    public static IgmpMessage report(InetAddress group) {
        return of(MEMBERSHIP_REPORT, 0, group);
    }

    /**
     * Build the goodbye of version 2.
     *
     * @param group the group that somebody stops to listen to
     * @return the message, never null
     * @throws IllegalArgumentException for an address of IPv6
     */
    public static IgmpMessage leave(InetAddress group) {
        return of(LEAVE_GROUP, 0, group);
    }

    /**
     * Build a report of version 3.
     *
     * @param records what is said of each group
     * @return the message, never null
     */
    public static IgmpMessage report(List<GroupRecord> records) {
        int length = HEADER_BYTES;
        for (GroupRecord each : records) {
            length += HEADER_BYTES + 4 * each.sources().size();
        }
        ByteBuffer bytes = ByteBuffer.allocate(length)
                .putInt(MEMBERSHIP_REPORT_V3 << 24)
                .putInt(Fields.check("count of records", records.size(), Fields.SHORT));
        for (GroupRecord each : records) {
            bytes.putInt(each.type() << 24 | each.sources().size());
            bytes.put(each.group().getAddress());
            for (InetAddress source : each.sources()) {
                bytes.put(source.getAddress());
            }
        }
        return summed(bytes.array());
    }

    private static IgmpMessage of(int type, int code, InetAddress group) {
        checkV4(group);
        return summed(ByteBuffer.allocate(HEADER_BYTES)
                .put((byte) type)
                .put((byte) code)
                .putShort((short) 0)
                .put(group.getAddress())
                .array());
    }

    private static void checkV4(InetAddress address) {
        if (Fields.family(address) != Family.INET) {
            throw new IllegalArgumentException(
                    "IGMP has IPv4 addresses only but was given " + address.getHostAddress() + ".");
        }
    }

    private static IgmpMessage summed(byte[] bytes) {
        ByteBuffer.wrap(bytes).putShort(CHECKSUM_AT, (short) InternetChecksum.of(bytes));
        return new IgmpMessage(bytes);
    }

    /**
     * Read a message. A wrong checksum is not refused: ask for it.
     *
     * @param bytes the message, without an IP header
     * @return the message, never null
     * @throws IllegalArgumentException if it is too short; the message is one line
     */
    public static IgmpMessage parse(byte[] bytes) {
        Fields.checkLength("An IGMP message", HEADER_BYTES, bytes.length);
        return new IgmpMessage(bytes.clone());
    }

    /**
     * Give the number of its type.
     *
     * @return 0 to 255, such as {@link #MEMBERSHIP_QUERY}
     */
    public int type() {
        return Fields.unsigned(bytes[0]);
    }

    /**
     * Give how long a host may wait with its report.
     *
     * @return tenths of a second in a query of version 2; version 3 has exponents from 128 on
     */
    public int tenths() {
        return Fields.unsigned(bytes[1]);
    }

    /**
     * Give the group that it is about.
     *
     * @return the group, 0.0.0.0 in a query for all
     * @throws IllegalArgumentException for a report of version 3, which has {@link #records()}; the message is one line
     */
    public InetAddress group() {
        if (type() == MEMBERSHIP_REPORT_V3) {
            throw new IllegalArgumentException("An IGMPv3 report is about several groups. Ask for its records().");
        }
        return Fields.address(Arrays.copyOfRange(bytes, 4, 8));
    }

    /**
     * Read what a report of version 3 says of each group.
     *
     * @return an immutable list, potentially empty
     * @throws IllegalArgumentException if it is another message, or a record is cut; the message is one line
     */
    public List<GroupRecord> records() {
        if (type() != MEMBERSHIP_REPORT_V3) {
            throw new IllegalArgumentException(
                    "Only an IGMPv3 report has records but this is of type 0x" + Integer.toHexString(type()) + ".");
        }
        ByteBuffer from = ByteBuffer.wrap(bytes).position(6);
        int count = Fields.unsigned(from.getShort());
        List<GroupRecord> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Fields.checkLength("A record of an IGMPv3 report", HEADER_BYTES, from.remaining());
            int type = Fields.unsigned(from.get());
            int auxiliary = 4 * Fields.unsigned(from.get());
            int sources = Fields.unsigned(from.getShort());
            int length = 4 + 4 * sources + auxiliary;
            Fields.checkSaid("A record of an IGMPv3 report", 4 + length, 4 + from.remaining());
            InetAddress group = Fields.address(from, 4);
            List<InetAddress> senders = new ArrayList<>();
            for (int s = 0; s < sources; s++) {
                senders.add(Fields.address(from, 4));
            }
            from.position(from.position() + auxiliary);
            records.add(new GroupRecord(type, group, senders));
        }
        return List.copyOf(records);
    }

    /**
     * Give the checksum, right or wrong.
     *
     * @return 0 to 0xffff
     */
    public int checksum() {
        return Fields.unsigned(ByteBuffer.wrap(bytes).getShort(CHECKSUM_AT));
    }

    /**
     * Tell whether the checksum is right.
     *
     * @return true if it is
     */
    public boolean hasValidChecksum() {
        return InternetChecksum.of(bytes) == 0;
    }

    /**
     * Set the checksum, to have a wrong one.
     *
     * @param checksum 0 to 0xffff
     * @return a copy with it, never null
     * @throws IllegalArgumentException if it is out of range
     */
    public IgmpMessage withChecksum(int checksum) {
        byte[] copy = bytes.clone();
        ByteBuffer.wrap(copy).putShort(CHECKSUM_AT, (short) Fields.check("checksum", checksum, Fields.SHORT));
        return new IgmpMessage(copy);
    }

    /**
     * Write it as an IP packet carries it.
     *
     * @return the message, never null
     */
    public byte[] toBytes() {
        return bytes.clone();
    }

    /** Compare all bytes. */
    @Override
    public boolean equals(Object other) {
        return other instanceof IgmpMessage message && Arrays.equals(bytes, message.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Describe the message, as messages do. */
    @Override
    public String toString() {
        return switch (type()) {
            case MEMBERSHIP_QUERY -> "IGMP query for " + group().getHostAddress();
            case MEMBERSHIP_REPORT -> "IGMP report of " + group().getHostAddress();
            case LEAVE_GROUP -> "IGMP leave of " + group().getHostAddress();
            case MEMBERSHIP_REPORT_V3 -> "IGMPv3 report " + describedRecords();
            default -> "IGMP type 0x" + Integer.toHexString(type());
        };
    }

    private String describedRecords() {
        try {
            return records().toString();
        } catch (IllegalArgumentException e) {
            return Payloads.data(Arrays.copyOfRange(bytes, HEADER_BYTES, bytes.length)); // a record is cut
        }
    }
}
