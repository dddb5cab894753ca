/** A small application whose accounts and registrations share a transaction of the server's. */
@NullMarked
package io.berth.server.joined;

import org.jspecify.annotations.NullMarked;
