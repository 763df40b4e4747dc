package dev.parley.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.MessageState;
import dev.parley.protocol.MessageView;
import dev.parley.protocol.Role;
import dev.parley.provider.ChatRequest.Turn;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ContextTest {

    private static MessageView message(String id, @Nullable String parent, Role role, String text) {
        return new MessageView(
                id,
                parent,
                role,
                text,
                "",
                1,
                MessageState.COMPLETE,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    @Test
    void tellsTheModelThePathAndNotTheOtherBranches() {
        Context context = new Context(List.of(
                message("u1", null, Role.USER, "one"),
                message("a1", "u1", Role.ASSISTANT, "first"),
                message("a2", "u1", Role.ASSISTANT, "second"),
                message("u2", "a2", Role.USER, "two")));

        assertThat(context.upTo("u2"))
                .containsExactly(
                        new Turn(Role.USER, "one"), new Turn(Role.ASSISTANT, "second"), new Turn(Role.USER, "two"));
    }

    @Test
    void leavesOutAQuestionThatWasNeverAnswered() {
        Context context = new Context(List.of(
                message("u1", null, Role.USER, "one"),
                message("a1", "u1", Role.ASSISTANT, "first"),
                message("u2", "a1", Role.USER, "refused"),
                message("a2", "u2", Role.ASSISTANT, ""),
                message("u3", "a2", Role.USER, "three")));

        assertThat(context.upTo("u3"))
                .containsExactly(
                        new Turn(Role.USER, "one"), new Turn(Role.ASSISTANT, "first"), new Turn(Role.USER, "three"));
        assertThat(context.upTo("u2")).endsWith(new Turn(Role.USER, "refused"));
    }

    @Test
    void joinsNeighboursOfOneRole() {
        Context context =
                new Context(List.of(message("u1", null, Role.USER, "one"), message("u2", "u1", Role.USER, "two")));

        assertThat(context.upTo("u2")).containsExactly(new Turn(Role.USER, "one\n\ntwo"));
    }
}
