/** How clear bytes get to a peer and back, and as what that is declared: what stream fixtures and links share of TLS. Not for users. */
@NullMarked
package io.github.loopline.tls.carrier;

import org.jspecify.annotations.NullMarked;
