package io.github.loopline.examples.zoo.connecting;

import io.github.loopline.examples.zoo.Contracts.Connector;
import io.github.loopline.examples.zoo.Peer;
import io.github.loopline.examples.zoo.Threads;
import io.github.loopline.examples.zoo.Variant;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;

/**
 * Catches the refusal on the thread of the selector, where the caller does not hear of it.
 *
 * @see <a href="https://github.com/eclipse-ee4j/glassfish-grizzly/issues/61">eclipse-ee4j/glassfish-grizzly#61</a>; the
 * same: belaban/JGroups#571, hazelcast/hazelcast#2919, netty/netty#5780
 */
public final class FinishConnectIgnored {

    private FinishConnectIgnored() {}

    /** The future of connect completes when connected, and exceptionally at once when refused. */
    public static Connector open(Peer peer) throws IOException {
        Buggy b = Variant.isBuggy() ? new Buggy(peer) : new Fixed(peer);
        Threads.start("zoo-loop", b::loop);
        return b;
    }

    static class Buggy implements Connector {
        final Peer peer;
        final Selector selector = Selector.open();

        Buggy(Peer peer) throws IOException {
            this.peer = peer;
        }

        @Override
        public CompletableFuture<Void> connect() {
            CompletableFuture<Void> done = new CompletableFuture<>();
            try {
                SocketChannel channel = SocketChannel.open();
                channel.configureBlocking(false);
                channel.connect(peer.address());
                channel.register(selector, SelectionKey.OP_CONNECT, done);
                selector.wakeup();
            } catch (IOException e) {
                done.completeExceptionally(e);
            }
            return done;
        }

        @SuppressWarnings("unchecked")
        void loop() throws IOException {
            while (true) {
                selector.select();
                for (SelectionKey key : selector.selectedKeys()) {
                    CompletableFuture<Void> done = (CompletableFuture<Void>) key.attachment();
                    try {
                        ((SocketChannel) key.channel()).finishConnect();
                        key.interestOps(0);
                        done.complete(null);
                    } catch (IOException e) {
                        key.cancel();
                        failed(done, e);
                    }
                }
                selector.selectedKeys().clear();
            }
        }

        void failed(CompletableFuture<Void> done, IOException e) {} // BUG: logged, where nobody waits

        @Override
        public void close() throws IOException {
            selector.close();
        }
    }

    static final class Fixed extends Buggy {
        Fixed(Peer peer) throws IOException {
            super(peer);
        }

        @Override
        void failed(CompletableFuture<Void> done, IOException e) {
            done.completeExceptionally(e);
        }
    }
}
