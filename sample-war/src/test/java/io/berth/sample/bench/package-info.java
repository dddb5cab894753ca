/**
 * The benchmarks: one run that holds every budget against its limit ({@code mvn -Pbench}). Load and
 * backends run in this process, every node under test in one of its own ({@code node}), what is
 * measured without sockets in another ({@code micro}).
 */
@NullMarked
package io.berth.sample.bench;

import org.jspecify.annotations.NullMarked;
