package dev.parley.generation;

import dev.parley.protocol.ConversationOptions;
import dev.parley.protocol.MessageView;
import dev.parley.protocol.ParleyException;
import dev.parley.protocol.Snapshot;
import dev.parley.provider.ChatRequest;

/** Says what a model is asked for a message; given by those who know conversations. */
@FunctionalInterface
public interface Briefing {

    /**
     * @param message the assistant message that is to be written, or gone on with
     * @param options what held when the answer began
     * @param prefix the text that stands, to be continued
     * @throws ParleyException if the model is not configured any more
     */
    ChatRequest request(
            Snapshot conversation, MessageView message, String modelId, ConversationOptions options, String prefix);
}
