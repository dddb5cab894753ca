/** Migration scripts as Flyway takes them: for the authority's tables and for provisioners. */
@NullMarked
package io.berth.scripts;

import org.jspecify.annotations.NullMarked;
