package dev.parley.protocol;

import java.util.List;

/**
 * A conversation as of a sequence number: the same as all events up to it, folded.
 *
 * @param messages in the order in which they were created
 */
public record Snapshot(long seq, ConversationView conversation, List<MessageView> messages) {
    public Snapshot {
        messages = List.copyOf(messages);
    }
}
