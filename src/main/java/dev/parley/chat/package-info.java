/** The doors: WebSocket endpoint, handshake, connection, plain protocol, REST resources. */
@NullMarked
package dev.parley.chat;

import org.jspecify.annotations.NullMarked;
