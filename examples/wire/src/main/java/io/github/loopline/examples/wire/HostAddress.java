package io.github.loopline.examples.wire;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** The address of a host, asked for with dnsjava. */
public final class HostAddress {

    private HostAddress() {}

    public static String of(String host, InetSocketAddress server, Duration timeout) throws IOException {
        var once = new SimpleResolver(server);
        once.setTimeout(timeout);
        var resolver = new ExtendedResolver(new Resolver[] {once});
        resolver.setRetries(3);
        resolver.setTimeout(timeout.multipliedBy(4));
        var question = Record.newRecord(Name.fromString(host), Type.A, DClass.IN);
        var answers = resolver.send(Message.newQuery(question)).getSection(Section.ANSWER);
        if (answers.isEmpty()) {
            throw new IOException("no answer");
        }
        return answers.get(0).rdataToString();
    }
}
