package dev.parley.conversation;

import dev.parley.protocol.ConversationView;
import dev.parley.protocol.MessageView;
import java.util.List;

/** A conversation of a file that was found good, with ids of its own. */
record Imported(ConversationView conversation, List<MessageView> messages) {
    Imported {
        messages = List.copyOf(messages);
    }
}
