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
                id, parent, role, text, "", 1, MessageState.COMPLETE, null, null, null, null, null, null, null);
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
    void leavesOutEmptyAnswersAndJoinsWhatThenStandsTogether() {
        Context context = new Context(List.of(
                message("u1", null, Role.USER, "one"),
                message("a1", "u1", Role.ASSISTANT, ""),
                message("u2", "a1", Role.USER, "two")));

        assertThat(context.upTo("u2")).containsExactly(new Turn(Role.USER, "one\n\ntwo"));
    }
}
