@NullMarked
package io.berth.sample.demo;

import org.jspecify.annotations.NullMarked;
