package io.github.loopline.examples.wire;

import static io.github.loopline.check.Wire.CUT_EVERY_BYTE;
import static io.github.loopline.check.Wire.DRIP;
import static io.github.loopline.check.Wire.FIN_EVERYWHERE;
import static io.github.loopline.check.Wire.ONE_SEGMENT;
import static io.github.loopline.check.Wire.SLOW_READER;
import static io.github.loopline.examples.wire.Servers.HASTY;
import static io.github.loopline.examples.wire.Servers.PATIENT;
import static io.github.loopline.examples.wire.Servers.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.loopline.datagram.DatagramPeer;
import io.github.loopline.fixture.Reply;
import io.github.loopline.junit.TcpServer;
import io.github.loopline.junit.UdpPeer;
import io.github.loopline.junit.WireTest;
import io.github.loopline.stream.StreamServer;
import java.io.IOException;
import java.net.InetAddress;
import java.sql.SQLException;
import java.time.Duration;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Section;

/** Clients of protocols of counted bytes, and of datagrams. Each class is run by {@link WireTableTest}. */
final class BinaryClients {

    private BinaryClients() {}

    static class Jedis {

        @Loud
        void jedis(@TcpServer StreamServer server) throws Exception {
            asks(server, PATIENT);
        }

        @Mute
        void jedis_in_silence(@TcpServer StreamServer server) throws Exception {
            asks(server, HASTY);
        }

        private static void asks(StreamServer server, Duration timeout) throws Exception {
            server.handle(Servers::redis);

            assertThat(RedisValue.read(at(server, timeout))).isEqualTo("lovelace");
        }
    }

    static class PgJdbc {

        @WireTest(
                value = {ONE_SEGMENT, DRIP, SLOW_READER, FIN_EVERYWHERE},
                fails = SQLException.class)
        void pgjdbc(@TcpServer StreamServer server) throws Exception {
            asks(server, PATIENT);
        }

        @Mute
        void pgjdbc_in_silence(@TcpServer StreamServer server) throws Exception {
            asks(server, HASTY);
        }

        private static void asks(StreamServer server, Duration timeout) throws Exception {
            server.handle(Servers::postgres);

            assertThat(PostgresRow.read(at(server, timeout))).isEqualTo("lovelace");
        }
    }

    static class Paho {

        @WireTest({CUT_EVERY_BYTE, ONE_SEGMENT, DRIP, SLOW_READER})
        void paho(@TcpServer StreamServer server) throws Exception {
            server.handle(Servers::mqtt);

            assertThat(Broker.connects(at(server, PATIENT))).isTrue();
        }
    }

    static class DnsJava {

        @WireTest
        void dnsjava(@UdpPeer DatagramPeer server) throws IOException {
            server.answer(question -> Reply.of(answer(new Message(question.data()))));

            assertThat(HostAddress.of("ada.example.", server.address(), HASTY)).isEqualTo("10.1.2.3");
        }

        private static byte[] answer(Message question) throws IOException {
            var answer = new Message(question.getHeader().getID());
            answer.getHeader().setFlag(Flags.QR);
            answer.addRecord(question.getQuestion(), Section.QUESTION);
            var address = InetAddress.getByName("10.1.2.3");
            answer.addRecord(new ARecord(question.getQuestion().getName(), DClass.IN, 60, address), Section.ANSWER);
            return answer.toWire();
        }
    }
}
