package io.github.loopline.internal.posix;

import io.github.loopline.net.CapabilityException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Loads the calls when they are first asked for, and says what is to be done where they cannot be loaded. */
final class PosixLibrary {

    /** What the library is built and tested with. */
    static final String COORDINATES = "net.java.dev.jna:jna:5.19.1";

    private static final String LIBRARIES = "jna.platform.library.path";

    private static @Nullable Posix loaded; // guarded by the class, as the next
    private static @Nullable LinkageError refused; // the first: the JVM keeps the cause to itself later

    private PosixLibrary() {}

    static synchronized Posix get() {
        Posix posix = loaded;
        if (posix == null) {
            posix = load();
            loaded = posix;
        }
        return posix;
    }

    private static Posix load() {
        String system = System.getProperty("os.name", "?");
        if (!isSupported(system)) {
            throw new CapabilityException("Native sockets are not available on " + system + " but on Linux.", null);
        }
        LinkageError before = refused;
        if (before != null) {
            throw missing(before);
        }
        try {
            spareTheProcess();
            return new JnaPosix();
        } catch (LinkageError e) {
            refused = e;
            throw missing(e);
        }
    }

    /**
     * Tells JNA where libraries are, in the property by which JNA itself tells what it found out: else it would start {@code
     * ldconfig}, and a process that starts holds copies of all sockets, so that what was just stopped still accepts.
     */
    private static void spareTheProcess() {
        if (System.getProperty(LIBRARIES) == null && !Constants.MAC) {
            String multiarch = System.getProperty("os.arch", "").replace("amd64", "x86_64") + "-linux-gnu";
            System.setProperty(
                    LIBRARIES,
                    "/usr/lib/" + multiarch + ":/lib/" + multiarch + ":/usr/lib64:/lib64:/usr/lib:/lib:/usr/local/lib");
        }
    }

    static boolean isSupported(String system) {
        String name = system.toLowerCase(Locale.ROOT);
        return name.startsWith("linux") || name.startsWith("mac");
    }

    /** The class of JNA is not there; or its library is not let in; or else. */
    static CapabilityException missing(LinkageError e) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (t.getClass().getSimpleName().equals("IllegalCallerException")) {
                return new CapabilityException(
                        "Native sockets are not available: the JVM does not let JNA call native code."
                                + " Start it with --enable-native-access=ALL-UNNAMED.",
                        e);
            }
        }
        if (e instanceof NoClassDefFoundError && String.valueOf(e.getMessage()).startsWith("com/sun/jna/")) {
            return new CapabilityException(
                    "Native sockets need JNA, which is not on the class path. Add the test dependency " + COORDINATES
                            + ".",
                    e);
        }
        return new CapabilityException("Native sockets are not available: JNA could not be loaded (" + e + ").", e);
    }
}
