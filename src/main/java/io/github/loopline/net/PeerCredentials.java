package io.github.loopline.net;

/**
 * Who is at the other end of a Unix connection, as the kernel tells (SO_PEERCRED, man 7 unix): for a server the process that
 * connected, for a client the one that called listen.
 *
 * @param pid its process, 0 if that is in another PID namespace
 * @param uid its effective user
 * @param gid its effective group
 * @since 0.1
 */
public record PeerCredentials(int pid, int uid, int gid) {}
