package io.github.loopline.trace;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads a capture file back, by the words of the format's draft and of the RFCs. */
final class CaptureFile {

    final List<String> interfaces = new ArrayList<>();
    final List<Frame> frames = new ArrayList<>();

    record Frame(int device, long nanos, int flags, byte[] data, int length, List<String> comments) {

        ByteBuffer buffer() {
            return ByteBuffer.wrap(data);
        }

        private boolean isIpv4() {
            return data[0] >> 4 == 4;
        }

        private int headerLength() {
            return isIpv4() ? 20 : 40;
        }

        private int protocol() {
            return data[isIpv4() ? 9 : 6];
        }

        byte[] payload() {
            int transport = headerLength();
            int header = protocol() == 17 ? 8 : (data[transport + 12] & 0xF0) >> 2;
            byte[] payload = new byte[data.length - transport - header];
            buffer().position(transport + header).get(payload);
            return payload;
        }

        /** As a reader of a capture would write it: {@code 127.0.0.1:1 > 127.0.0.1:2 SYN ACK seq 0 ack 1 len 0}. */
        @Override
        public String toString() {
            int at = headerLength();
            String ends = end(true) + " > " + end(false);
            if (protocol() == 17) {
                return ends + " UDP len " + (buffer().getShort(at + 4) - 8);
            }
            int bits = data[at + 13];
            String names = (bits & 1) != 0 ? " FIN" : "";
            names += (bits & 2) != 0 ? " SYN" : "";
            names += (bits & 4) != 0 ? " RST" : "";
            names += (bits & 16) != 0 ? " ACK" : "";
            int whole = length - at - ((data[at + 12] & 0xF0) >> 2);
            return ends + names + " seq " + buffer().getInt(at + 4) + " ack " + buffer().getInt(at + 8) + " len "
                    + whole;
        }

        private String end(boolean source) {
            int size = isIpv4() ? 4 : 16;
            byte[] ip = new byte[size];
            buffer().position(headerLength() - (source ? 2 : 1) * size).get(ip);
            int port = buffer().getShort(headerLength() + (source ? 0 : 2)) & 0xFFFF;
            try {
                return InetAddress.getByAddress(ip).getHostAddress() + ":" + port;
            } catch (UnknownHostException e) {
                throw new IllegalArgumentException(e);
            }
        }

        /** Adds up everything that a checksum is over: correct ones make it 0xFFFF (RFC 1071). */
        int transportSum() {
            int at = headerLength();
            int size = isIpv4() ? 8 : 32;
            ByteBuffer all = ByteBuffer.allocate(size + 4 + data.length - at + 1);
            all.put(data, at - size, size).putShort((short) protocol()).putShort((short) (data.length - at));
            all.put(data, at, data.length - at);
            return sum(all.array(), all.position());
        }

        int headerSum() {
            return isIpv4() ? sum(data, 20) : 0xFFFF;
        }

        private static int sum(byte[] bytes, int length) {
            long sum = 0;
            for (int i = 0; i < length; i++) {
                sum += i % 2 == 0 ? (bytes[i] & 0xFFL) << 8 : bytes[i] & 0xFF;
            }
            while (sum > 0xFFFF) {
                sum = (sum & 0xFFFF) + (sum >> 16);
            }
            return (int) sum;
        }
    }

    static CaptureFile of(Transcript transcript) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Capture.write(transcript.events(), out);
        return new CaptureFile(ByteBuffer.wrap(out.toByteArray()).order(ByteOrder.LITTLE_ENDIAN));
    }

    private CaptureFile(ByteBuffer file) {
        while (file.hasRemaining()) {
            int begin = file.position();
            int type = file.getInt();
            int length = file.getInt();
            ByteBuffer block = file.slice(begin + 8, length - 12).order(ByteOrder.LITTLE_ENDIAN);
            file.position(begin + length - 4);
            if (file.getInt() != length) {
                throw new IllegalArgumentException("a block of other length at its end");
            }
            read(type, block);
        }
    }

    private void read(int type, ByteBuffer block) {
        if (type == 1) {
            int linkType = block.getShort();
            block.position(8);
            List<String> options = new ArrayList<>();
            int unused = options(block, options);
            interfaces.add(linkType + " " + String.join(", ", options));
        } else if (type == 6) {
            int device = block.getInt();
            long nanos = (long) block.getInt() << 32 | block.getInt() & 0xFFFFFFFFL;
            byte[] data = new byte[block.getInt()];
            int length = block.getInt();
            block.get(data).position((block.position() + 3) / 4 * 4);
            List<String> comments = new ArrayList<>();
            frames.add(new Frame(device, nanos, options(block, comments), data, length, comments));
        }
    }

    /** Reads options to the end of them: texts are collected, the flags are given. */
    private static int options(ByteBuffer block, List<String> texts) {
        int flags = 0;
        int code = block.getShort();
        while (code != 0) {
            byte[] value = new byte[block.getShort() & 0xFFFF];
            block.get(value).position((block.position() + 3) / 4 * 4);
            if (value.length == 4 && code == 2 && value[1] == 0) {
                flags = value[0];
            } else if (code != 9) {
                texts.add(new String(value, StandardCharsets.UTF_8));
            }
            code = block.getShort();
        }
        return flags;
    }
}
