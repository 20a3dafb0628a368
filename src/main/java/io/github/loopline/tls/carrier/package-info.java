/** How clear bytes get to a peer and back: what stream fixtures and links have between a channel and themselves. Not for users. */
@NullMarked
package io.github.loopline.tls.carrier;

import org.jspecify.annotations.NullMarked;
