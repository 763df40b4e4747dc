/** The demo model: a small conversationalist served in DashScope's and OpenAI's real wire formats. */
@NullMarked
package dev.parley.provider.demo;

import org.jspecify.annotations.NullMarked;
