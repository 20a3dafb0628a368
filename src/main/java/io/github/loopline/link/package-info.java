/** Links: in-process networks between a client and any server, that do to them what networks do. */
@NullMarked
package io.github.loopline.link;

import org.jspecify.annotations.NullMarked;
