package io.github.loopline.examples.dns;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** Asks one name server for the addresses of a host. */
public final class HostLookup {

    private final Resolver resolver;
    private final int tries;

    /** Ask {@code server} up to {@code tries} times, and wait for {@code timeout} each time. */
    public HostLookup(InetSocketAddress server, Duration timeout, int tries) {
        this.tries = tries;
        resolver = new SimpleResolver(server);
        resolver.setTimeout(timeout);
    }

    public List<String> addresses(String host) throws IOException {
        var answer = ask(Record.newRecord(Name.fromString(host + "."), Type.A, DClass.IN));
        if (answer.getRcode() != Rcode.NOERROR) {
            throw new UnknownHostException(host + ": " + Rcode.string(answer.getRcode()));
        }
        var addresses = new ArrayList<String>();
        for (var record : answer.getSection(Section.ANSWER)) {
            if (record instanceof ARecord a) {
                addresses.add(a.getAddress().getHostAddress());
            }
        }
        return addresses;
    }

    private Message ask(Record question) throws IOException {
        for (var n = 1; ; n++) {
            try {
                return resolver.send(Message.newQuery(question)); // a new id each time
            } catch (IOException e) {
                if (n == tries) {
                    throw e;
                }
            }
        }
    }
}
