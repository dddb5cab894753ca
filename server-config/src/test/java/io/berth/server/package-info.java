/**
 * The shipped fragments tried in the real servers: each test here runs on WildFly and on Tomcat,
 * from one source.
 */
@NullMarked
package io.berth.server;

import org.jspecify.annotations.NullMarked;
