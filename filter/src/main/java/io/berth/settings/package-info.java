/**
 * How {@code berth.*} settings are declared, read and checked: system property beats environment
 * beats init-param beats default; every problem is found in one go, at start. Knows nobody.
 */
@NullMarked
package io.berth.settings;

import org.jspecify.annotations.NullMarked;
