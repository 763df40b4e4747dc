package dev.parley.chat;

import dev.parley.conversation.ConversationService;
import dev.parley.identity.Owner;
import dev.parley.journal.Journal;
import dev.parley.protocol.ServerFrame;
import dev.parley.provider.Models;
import org.jspecify.annotations.Nullable;

/** What a client is told first, and the journal that it follows. */
record Greeting(Journal journal, Models models, String node, String version, int maxFrameBytes) {

    static ServerFrame.User user(Owner owner) {
        return new ServerFrame.User(
                owner.id(),
                owner.name(),
                owner.guest(),
                owner.guest() ? null : owner.role().wire());
    }

    ServerFrame.Welcome welcome(@Nullable String ref, ConversationService service) {
        return new ServerFrame.Welcome(
                ref,
                user(service.owner()),
                service.id(),
                node,
                version,
                new ServerFrame.Limits(service.maxTextChars(), maxFrameBytes),
                models.views(),
                ServerFrame.Heartbeat.DEFAULT);
    }
}
