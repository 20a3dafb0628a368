/** Raw IP sockets: peers that see and send whole packets, and values that build and read IP, ICMP, IGMP and UDP. */
@NullMarked
package io.github.loopline.raw;

import org.jspecify.annotations.NullMarked;
