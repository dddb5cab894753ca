/**
 * What {@code mvn -Pdemo} runs: three nodes with the real web application, real HTTP clients, and
 * the measured outcome. Not in any WAR; JDK only, but for the embedded Tomcat that a node is.
 */
@NullMarked
package io.berth.sample.demo;

import org.jspecify.annotations.NullMarked;
