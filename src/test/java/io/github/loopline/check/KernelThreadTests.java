package io.github.loopline.check;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.jna.Function;
import com.sun.jna.Memory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What the kernel tells of threads that compute and of those that do not. */
@EnabledOnOs(OS.LINUX)
class KernelThreadTests {

    private static Thread start(String name, Runnable code) {
        Thread thread = new Thread(code, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static List<Path> named(String name) {
        await().atMost(ofSeconds(30)).until(() -> !KernelThread.all(name).isEmpty());
        return KernelThread.all(name);
    }

    @Test
    void who_computes_is_awake() throws Exception {
        AtomicBoolean end = new AtomicBoolean();
        Thread thread = start("kt-computes", () -> {
            while (!end.get()) {
                Thread.onSpinWait();
            }
        });
        List<Path> kernels = named("kt-computes");
        for (int i = 0; i < 100; i++) {
            assertThat(KernelThread.areAsleep(kernels)).isFalse();
        }
        end.set(true);
        await().atMost(ofSeconds(30)).until(() -> KernelThread.areAsleep(kernels)); // it has ended
        thread.join();
    }

    @Test
    void who_waits_in_a_socket_is_asleep() throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread thread = start("kt-accepts", () -> {
                try {
                    listener.accept().close();
                } catch (SocketException e) {
                    // closed
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            List<Path> kernels = named("kt-accepts");
            await().atMost(ofSeconds(30)).until(() -> KernelThread.areAsleep(kernels));
            listener.close();
            thread.join();
        }
    }

    /** As a thread that computes waits for the garbage collector, which nobody can order for a moment to look at. */
    @Test
    void who_waits_for_a_lock_of_the_process_itself_is_not() throws Exception {
        try (Memory semaphore = new Memory(64)) {
            assertThat(Function.getFunction("c", "sem_init").invokeInt(new Object[] {semaphore, 0, 0}))
                    .isZero();
            Thread thread = start(
                    "kt-locked", () -> Function.getFunction("c", "sem_wait").invokeInt(new Object[] {semaphore}));
            List<Path> kernels = named("kt-locked");
            await().atMost(ofSeconds(30)).until(() -> hasStopped(thread));
            for (int i = 0; i < 100; i++) {
                assertThat(KernelThread.areAsleep(kernels)).isFalse();
            }
            Function.getFunction("c", "sem_post").invokeInt(new Object[] {semaphore});
            thread.join();
        }
    }

    private static boolean hasStopped(Thread thread) {
        return List.of(thread.getStackTrace()).toString().contains("invokeInt") && "S".equals(stateOf(thread));
    }

    private static String stateOf(Thread thread) {
        String stat = String.valueOf(KernelThread.read(thread.getName(), "stat"));
        return stat.substring(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3);
    }
}
