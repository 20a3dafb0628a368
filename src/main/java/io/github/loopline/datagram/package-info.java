/** Datagrams over UDP and Unix sockets: peers, what they received, and ports where nobody listens. */
@NullMarked
package io.github.loopline.datagram;

import org.jspecify.annotations.NullMarked;
