/**
 * The nodes under test, each a small program that routes by cookie to one of three backends.
 * Compiled by the {@code bench} profile alone, for it needs the libraries that Berth is compared
 * with.
 */
@NullMarked
package io.berth.sample.bench.node;

import org.jspecify.annotations.NullMarked;
