/**
 * Ready-made provisioners, for applications to produce as beans: a schema for each tenant, and
 * numbers from a list.
 */
@NullMarked
package io.berth.provisioner;

import org.jspecify.annotations.NullMarked;
