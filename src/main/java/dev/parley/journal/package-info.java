/** What happened to a conversation: events stored in order, read after a cursor, announced by a doorbell. */
@NullMarked
package dev.parley.journal;

import org.jspecify.annotations.NullMarked;
