/**
 * Where a request goes: a pure function of verdict and view (claims 1d, 25). Knows {@code model}
 * and nothing else.
 */
@NullMarked
package io.berth.router;

import org.jspecify.annotations.NullMarked;
