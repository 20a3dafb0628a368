package io.github.loopline.benchmarks;

import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** A proxy of the trade that leads to a server: a process of its own, where the machine has it. */
final class Rival implements AutoCloseable {

    /** What is started, and how. */
    enum Program {
        NGINX {
            @Override
            List<String> command(Path folder, int from, int to) throws IOException {
                Path modules = Path.of("/usr/lib/nginx/modules/ngx_stream_module.so");
                Path file = folder.resolve("nginx.conf");
                Files.writeString(
                        file,
                        (Files.exists(modules) ? "load_module " + modules + ";\n" : "")
                                + "daemon off;\nworker_processes 1;\nerror_log stderr crit;\npid " + folder
                                + "/nginx.pid;\nevents { worker_connections 1024; }\nstream { server { listen 127.0.0.1:"
                                + from + "; proxy_pass 127.0.0.1:" + to
                                + "; proxy_buffer_size 64k; tcp_nodelay on; } }\n");
                return List.of("nginx", "-e", "stderr", "-p", folder.toString(), "-c", file.toString());
            }
        },
        HAPROXY {
            @Override
            List<String> command(Path folder, int from, int to) throws IOException {
                Path file = folder.resolve("haproxy.cfg");
                Files.writeString(
                        file,
                        "global\n  nbthread 1\n  tune.bufsize 65536\ndefaults\n  mode tcp\n  timeout connect 5s\n"
                                + "  timeout client 60s\n  timeout server 60s\nlisten l\n  bind 127.0.0.1:" + from
                                + "\n  server s 127.0.0.1:" + to + "\n");
                return List.of("haproxy", "-db", "-q", "-f", file.toString());
            }
        },
        SOCAT {
            @Override
            List<String> command(Path folder, int from, int to) {
                return List.of(
                        "socat",
                        "-b",
                        "65536",
                        "TCP-LISTEN:" + from + ",bind=127.0.0.1,fork,backlog=1024,nodelay",
                        "TCP:127.0.0.1:" + to + ",nodelay");
            }
        },
        TOXIPROXY {
            @Override
            String executable() {
                return "toxiproxy-server";
            }

            @Override
            List<String> command(Path folder, int from, int to) throws IOException {
                Path file = folder.resolve("proxies.json");
                Files.writeString(
                        file,
                        "[{\"name\": \"rival\", \"enabled\": true, \"listen\": \"127.0.0.1:" + from
                                + "\", \"upstream\": \"127.0.0.1:" + to + "\"}]");
                return List.of(
                        executable(), "-host", "127.0.0.1", "-port", "" + freePort(), "-config", file.toString());
            }
        };

        String executable() {
            return name().toLowerCase(Locale.ROOT);
        }

        abstract List<String> command(Path folder, int from, int to) throws IOException;
    }

    private final Path folder;
    private final Process process;
    private final SocketAddress address;

    private Rival(Path folder, Process process, SocketAddress address) {
        this.folder = folder;
        this.process = process;
        this.address = address;
    }

    static boolean isThere(Program program) {
        return isThere(program.executable());
    }

    /** Whether the path has such a program. */
    static boolean isThere(String program) {
        for (String folder : System.getenv("PATH").split(File.pathSeparator)) {
            if (new File(folder, program).canExecute()) {
                return true;
            }
        }
        return false;
    }

    /** Starts it and waits until it accepts. */
    static Rival start(Program program, SocketAddress server) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("rival");
        int port = freePort();
        Process process = new ProcessBuilder(program.command(folder, port, ((InetSocketAddress) server).getPort()))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        Rival rival = new Rival(folder, process, new InetSocketAddress(Bare.LOOPBACK, port));
        for (int i = 0; i < 500; i++) {
            if (!process.isAlive()) {
                break;
            }
            try {
                Bare.connect(rival.address).close();
                return rival;
            } catch (IOException notYet) {
                Thread.sleep(10);
            }
        }
        String log = Files.readString(folder.resolve("log"));
        rival.close();
        throw new IOException(program + " does not accept: " + log);
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, Bare.LOOPBACK)) {
            return socket.getLocalPort();
        }
    }

    SocketAddress address() {
        return address;
    }

    @Override
    public void close() throws IOException {
        process.destroy(); // nginx and haproxy end their workers
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
