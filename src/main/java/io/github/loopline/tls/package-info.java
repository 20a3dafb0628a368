/** Certificates, made here and good or bad by name, what clients need to trust them, and how TLS is spoken. */
@NullMarked
package io.github.loopline.tls;

import org.jspecify.annotations.NullMarked;
