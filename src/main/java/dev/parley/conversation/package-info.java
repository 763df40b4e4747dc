/** Conversations and messages, and the session's view of them. */
@NullMarked
package dev.parley.conversation;

import org.jspecify.annotations.NullMarked;
