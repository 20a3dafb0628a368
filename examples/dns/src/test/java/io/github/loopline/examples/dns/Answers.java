package io.github.loopline.examples.dns;

import java.io.IOException;
import java.net.InetAddress;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;

/** Answers of a name server, made from the query's bytes. */
final class Answers {

    static byte[] address(byte[] query, String address) throws IOException {
        var answer = answer(query);
        var name = answer.getQuestion().getName();
        answer.addRecord(new ARecord(name, DClass.IN, 60, InetAddress.getByName(address)), Section.ANSWER);
        return answer.toWire();
    }

    static byte[] noSuchName(byte[] query) throws IOException {
        var answer = answer(query);
        answer.getHeader().setRcode(Rcode.NXDOMAIN);
        return answer.toWire();
    }

    static byte[] truncated(byte[] query) throws IOException {
        var answer = answer(query);
        answer.getHeader().setFlag(Flags.TC);
        return answer.toWire();
    }

    /** An answer by someone who has not seen the query and has to guess its id. */
    static byte[] forged(byte[] query, String address) throws IOException {
        var answer = new Message(address(query, address));
        answer.getHeader().setID(answer.getHeader().getID() ^ 1);
        return answer.toWire();
    }

    private static Message answer(byte[] query) throws IOException {
        var question = new Message(query);
        var answer = new Message(question.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.addRecord(question.getQuestion(), Section.QUESTION);
        return answer;
    }

    private Answers() {}
}
