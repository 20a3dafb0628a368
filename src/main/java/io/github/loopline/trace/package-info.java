/**
 * The log of everything that happened on a test's sockets, and what reads it: the transcript, the waits, the renderings of
 * bytes.
 */
@NullMarked
package io.github.loopline.trace;

import org.jspecify.annotations.NullMarked;
