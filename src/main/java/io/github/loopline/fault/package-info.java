/** What can go wrong, to whom and when: faults as values. Links act on them. */
@NullMarked
package io.github.loopline.fault;

import org.jspecify.annotations.NullMarked;
