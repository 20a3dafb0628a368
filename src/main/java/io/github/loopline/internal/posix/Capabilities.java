package io.github.loopline.internal.posix;

import io.github.loopline.net.CapabilityException;
import io.github.loopline.net.FixtureException;
import org.jspecify.annotations.Nullable;

/** Opens native sockets, and says in one line what this machine lacks where it cannot. */
public final class Capabilities {

    private Capabilities() {}

    /**
     * Open a socket.
     *
     * @param domain AF_...
     * @param type SOCK_...
     * @param protocol 0 for the type's own
     * @return the socket, never null
     * @throws CapabilityException if the kernel does not have it or does not allow it, or native calls are not possible
     * @throws FixtureException if there is no descriptor left, say
     */
    public static NativeSocket open(int domain, int type, int protocol) {
        try {
            return NativeSocket.open(domain, type, protocol);
        } catch (ErrnoException e) {
            throw refused(domain, type, protocol, e);
        }
    }

    /**
     * Say that abstract names are missing.
     *
     * @param system the operating system
     * @return what to throw, never null
     */
    public static CapabilityException noAbstractNames(String system) {
        return new CapabilityException(
                "Abstract names of Unix sockets are not available on " + system + " but on Linux. Use a path.", null);
    }

    static FixtureException refused(int domain, int type, int protocol, ErrnoException e) {
        String name = type(type) + " in " + family(domain) + (protocol == 0 ? "" : " with protocol " + protocol);
        String remedy = remedy(domain, type, e.errno());
        return remedy == null
                ? new FixtureException("Cannot open " + name + ": " + e.getMessage() + ".", e)
                : new CapabilityException(name + " is not available: " + e.getMessage() + ". " + remedy, e);
    }

    /** Says what would grant it; null for an error that is about this moment and not about this machine. */
    private static @Nullable String remedy(int domain, int type, @Nullable Errno errno) {
        if (errno == null) {
            return null;
        }
        return switch (errno) {
            case EPERM -> "It needs CAP_NET_RAW: run as root, or in \"unshare -Urn\".";
            case EACCES ->
                "It needs a group in net.ipv4.ping_group_range or the like: run as root, or in \"unshare -Urn\".";
            case EAFNOSUPPORT, EPFNOSUPPORT ->
                domain == Constants.AF_TIPC
                        ? "It needs a kernel with TIPC: run \"modprobe tipc\" as root,"
                                + " or ask for the stand-in with standIn = true."
                        : "It needs a kernel with that address family.";
            case ESOCKTNOSUPPORT, EPROTOTYPE, EOPNOTSUPP ->
                type == Constants.SOCK_RDM
                        ? "Linux has SOCK_RDM in AF_TIPC only."
                        : "The kernel has no such type in that family.";
            case EPROTONOSUPPORT ->
                Constants.MAC && type == Constants.SOCK_SEQPACKET
                        ? "macOS has no such type in that family."
                        : "The kernel has no such protocol for that type.";
            case EINVAL -> "The kernel has no such protocol.";
            case ENODEV -> "It needs a device that this machine does not have.";
            case ENOSYS -> "It needs another kernel.";
            default -> null;
        };
    }

    private static String family(int domain) {
        if (domain == Constants.AF_UNIX) {
            return "AF_UNIX";
        }
        if (domain == Constants.AF_INET) {
            return "AF_INET";
        }
        if (domain == Constants.AF_INET6) {
            return "AF_INET6";
        }
        return domain == Constants.AF_TIPC ? "AF_TIPC" : "family " + domain;
    }

    private static String type(int type) {
        return switch (type) {
            case Constants.SOCK_STREAM -> "SOCK_STREAM";
            case Constants.SOCK_DGRAM -> "SOCK_DGRAM";
            case Constants.SOCK_RAW -> "SOCK_RAW";
            case Constants.SOCK_RDM -> "SOCK_RDM";
            case Constants.SOCK_SEQPACKET -> "SOCK_SEQPACKET";
            default -> "Type " + type;
        };
    }
}
