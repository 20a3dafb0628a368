/** How faults act on a stream: what links and fixtures have between a peer and themselves. Not for users. */
@NullMarked
package io.github.loopline.fault.pipe;

import org.jspecify.annotations.NullMarked;
