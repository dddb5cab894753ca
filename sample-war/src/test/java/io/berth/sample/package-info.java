@NullMarked
package io.berth.sample;

import org.jspecify.annotations.NullMarked;
