package io.github.loopline.trace;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes the blocks of a capture file (draft-ietf-opsawg-pcapng), in the byte order of most readers. */
final class PcapNg {

    /** Whole IP packets. */
    static final int RAW_IP = 101;

    /** What no IP packet carries, with the name of Wireshark's dissector for it. */
    static final int UPPER_PDU = 252;

    private static final int SECTION = 0x0A0D0D0A;
    private static final int INTERFACE = 1;
    private static final int PACKET = 6;
    private static final int COMMENT = 1;
    private static final int INBOUND = 1;
    private static final int OUTBOUND = 2;

    private final OutputStream out;

    PcapNg(OutputStream out) throws IOException {
        this.out = out;
        Block block = new Block(SECTION, 64);
        block.data.putInt(0x1A2B3C4D).putShort((short) 1).putShort((short) 0).putLong(-1);
        block.option(4, "Loopline"); // shb_userappl
        write(block);
    }

    /** Adds an interface; they are numbered from 0. Its packets have times in nanoseconds. */
    void addInterface(int linkType, String name, List<String> comments) throws IOException {
        Block block = new Block(INTERFACE, 64 + name.length() * 3 + size(comments));
        block.data.putShort((short) linkType).putShort((short) 0).putInt(0);
        block.option(2, name);
        block.option(9, new byte[] {9}); // if_tsresol
        comments.forEach(comment -> block.option(COMMENT, comment));
        write(block);
    }

    /** Adds a packet, of which a part may be missing at its end. */
    void addPacket(int device, long nanos, boolean outgoing, byte[] kept, int length, List<String> comments)
            throws IOException {
        Block block = new Block(PACKET, 64 + kept.length + size(comments));
        block.data.putInt(device).putInt((int) (nanos >>> 32)).putInt((int) nanos);
        block.data.putInt(kept.length).putInt(length);
        block.bytes(kept);
        block.option(2, new byte[] {(byte) (outgoing ? OUTBOUND : INBOUND), 0, 0, 0}); // epb_flags
        comments.forEach(comment -> block.option(COMMENT, comment));
        write(block);
    }

    private static int size(List<String> comments) {
        return comments.stream().mapToInt(comment -> comment.length() * 3 + 8).sum();
    }

    private void write(Block block) throws IOException {
        out.write(block.end());
    }

    /** A block under construction. */
    private static final class Block {

        final ByteBuffer data;

        Block(int type, int capacity) {
            data = ByteBuffer.allocate(capacity).order(ByteOrder.LITTLE_ENDIAN);
            data.putInt(type).putInt(0);
        }

        void option(int code, String text) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            option(code, bytes);
        }

        void option(int code, byte[] value) {
            data.putShort((short) code).putShort((short) value.length);
            bytes(value);
        }

        void bytes(byte[] bytes) {
            data.put(bytes);
            while (data.position() % 4 != 0) {
                data.put((byte) 0);
            }
        }

        byte[] end() {
            data.putInt(0); // opt_endofopt
            int length = data.position() + 4;
            data.putInt(length).putInt(4, length);
            byte[] block = new byte[length];
            data.flip().get(block);
            return block;
        }
    }
}
