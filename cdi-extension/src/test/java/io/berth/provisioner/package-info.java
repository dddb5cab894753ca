@NullMarked
package io.berth.provisioner;

import org.jspecify.annotations.NullMarked;
