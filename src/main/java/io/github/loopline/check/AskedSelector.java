package io.github.loopline.check;

import java.io.IOException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stands before the JVM's selector of proxies, which still decides, and tells the guard who asks it. Code that keeps it for longer has what
 * stood there before.
 */
final class AskedSelector extends ProxySelector {

    private final @Nullable ProxySelector other;

    private AskedSelector(@Nullable ProxySelector other) {
        this.other = other;
    }

    /** Stands before what is there. */
    static void install() {
        ProxySelector there = ProxySelector.getDefault();
        if (!(there instanceof AskedSelector)) {
            ProxySelector.setDefault(new AskedSelector(there));
        }
    }

    /** Puts back what was there, unless somebody else has done so. */
    static void remove() {
        if (ProxySelector.getDefault() instanceof AskedSelector asked) {
            ProxySelector.setDefault(asked.other);
        }
    }

    @Override
    public List<Proxy> select(URI uri) {
        List<Proxy> proxies = other == null ? List.of(Proxy.NO_PROXY) : other.select(uri);
        OutsideWatch.asked(uri, proxies.isEmpty() ? Proxy.NO_PROXY : proxies.get(0));
        return proxies;
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException failure) {
        if (other != null) {
            other.connectFailed(uri, address, failure);
        }
    }
}
