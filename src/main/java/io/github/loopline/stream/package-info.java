/** Streams of bytes over TCP and Unix sockets: servers, clients, their connections, and ports where nobody answers. */
@NullMarked
package io.github.loopline.stream;

import org.jspecify.annotations.NullMarked;
