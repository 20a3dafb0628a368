/** Datagrams over UDP: peers, what they received, and ports where nobody listens. */
@NullMarked
package io.github.loopline.datagram;

import org.jspecify.annotations.NullMarked;
