/**
 * Messages over connections (SOCK_SEQPACKET of Unix sockets): servers, clients, and what they received. The JDK has no such
 * sockets; they need JNA on the class path.
 */
@NullMarked
package io.github.loopline.packet;

import org.jspecify.annotations.NullMarked;
