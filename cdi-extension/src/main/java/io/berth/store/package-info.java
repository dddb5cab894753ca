/** The authority: SQL tables by Hibernate, and nothing else that decides. */
@NullMarked
package io.berth.store;

import org.jspecify.annotations.NullMarked;
