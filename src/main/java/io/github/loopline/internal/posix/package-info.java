/**
 * Not for users: the calls of the BSD sockets interface that the JDK does not make, through JNA, and the thread that polls the
 * sockets made so. Loaded when the first such socket is asked for.
 */
@NullMarked
package io.github.loopline.internal.posix;

import org.jspecify.annotations.NullMarked;
