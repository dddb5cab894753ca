/**
 * What is measured inside one process: look-ups, verdicts, memory. Compiled by the {@code bench}
 * profile alone, for it needs JMH.
 */
@NullMarked
package io.berth.sample.bench.micro;

import org.jspecify.annotations.NullMarked;
