package dev.parley.conversation;

import static dev.parley.conversation.TestConversations.ALICE;
import static dev.parley.conversation.TestConversations.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.parley.protocol.ClientFrame;
import dev.parley.protocol.ConversationOptions;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.MessageView;
import dev.parley.protocol.ParleyException;
import dev.parley.protocol.Role;
import dev.parley.protocol.SendOptions;
import dev.parley.protocol.ServerFrame.Ack;
import dev.parley.provider.ChatRequest;
import dev.parley.support.TestDatabase;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What holds for a conversation holds for each of its answers, on each database. */
@Timeout(120)
class ConversationOptionsTest {

    @Nested
    class OnH2 extends Promises {
        OnH2() {
            super(TestDatabase.H2);
        }
    }

    @Nested
    class OnPostgres extends Promises {
        OnPostgres() {
            super(TestDatabase.POSTGRES);
        }
    }

    abstract static class Promises {

        private final TestConversations node;

        Promises(TestDatabase kind) {
            node = new TestConversations(kind.settings());
        }

        @AfterEach
        void close() {
            node.close();
        }

        private static void refused(ErrorCode code, ThrowingCallable call) {
            assertThatThrownBy(call).isInstanceOfSatisfying(ParleyException.class, refusal -> assertThat(refusal.code())
                    .isEqualTo(code));
        }

        private static final ConversationOptions OPTIONS =
                new ConversationOptions(new SendOptions(true, 0.5, null, 100), "Be brief.");

        private ChatRequest asked() {
            return node.lastAsked();
        }

        private void insistOnOptions() {
            assertThat(asked().options()).isEqualTo(OPTIONS.send());
            assertThat(asked().system()).isEqualTo("The operator's words.\n\nBe brief.");
        }

        @Test
        void everyKindOfAnswerUsesThem() {
            Ack ack = node.open(ALICE, "Hello", OPTIONS);
            insistOnOptions();
            assertThat(node.get(ALICE, ack).conversation().options()).isEqualTo(OPTIONS);

            node.ask(ALICE, ack, "Again");
            insistOnOptions();

            node.answered(ALICE, node.conversations.regenerate(ALICE, String.valueOf(ack.messageId()), null));
            insistOnOptions();

            Ack hanging = node.answering(
                    ALICE, node.conversations.send(ALICE, message(ack.conversationId(), null, TestConversations.HANG)));
            node.conversations.stop(ALICE, String.valueOf(hanging.generationId()));
            Ack continued = node.conversations.continueAnswer(ALICE, String.valueOf(hanging.messageId()));
            await().until(() -> !asked().prefix().isEmpty());
            insistOnOptions();
            node.conversations.stop(ALICE, String.valueOf(continued.generationId()));
        }

        @Test
        void anAnswersOwnOptionsWin() {
            Ack ack = node.open(ALICE, "Hello", OPTIONS);

            ClientFrame.Send plain = message(ack.conversationId(), null, "Warmer");
            node.answered(
                    ALICE,
                    node.conversations.send(
                            ALICE,
                            new ClientFrame.Send(
                                    null,
                                    plain.conversationId(),
                                    plain.clientMessageId(),
                                    null,
                                    plain.text(),
                                    null,
                                    new SendOptions(false, 1.5, 0.9, null))));

            assertThat(asked().options()).isEqualTo(new SendOptions(false, 1.5, 0.9, 100));
        }

        @Test
        void theyCanBeReplacedAndCleared() {
            Ack ack = node.open(ALICE, "Hello", OPTIONS);
            node.housekeeping.change(
                    ALICE,
                    String.valueOf(ack.conversationId()),
                    new ConversationChange(null, null, null, null, ConversationOptions.NONE));

            node.ask(ALICE, ack, "Again");

            assertThat(asked().options()).isEqualTo(SendOptions.NONE);
            assertThat(asked().system()).isEqualTo("The operator's words.");
        }

        @ParameterizedTest
        @CsvSource({"2.0,,,temperature", "-0.1,,,temperature", ",0.0,,topP", ",1.1,,topP", ",,0,maxTokens"})
        void whatIsOutOfRangeIsRefusedByName(Double temperature, Double topP, Integer maxTokens, String field) {
            ConversationOptions options =
                    new ConversationOptions(new SendOptions(null, temperature, topP, maxTokens), null);

            assertThatThrownBy(() -> node.open(ALICE, "Hello", options))
                    .isInstanceOfSatisfying(ParleyException.class, refusal -> {
                        assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_OPTIONS);
                        assertThat(refusal.info("t").detail()).startsWith(field + ": must be");
                    });
        }

        @Test
        void aSystemPromptHasAtMost8000Characters() {
            refused(
                    ErrorCode.INVALID_OPTIONS,
                    () -> node.open(ALICE, "Hello", new ConversationOptions(SendOptions.NONE, "x".repeat(8_001))));
        }

        @Test
        void aFirstMessageCanBeEditedAsABranchOfItsOwn() {
            Ack ack = node.open(ALICE, "Hello");
            node.ask(ALICE, ack, "More");

            Ack branch = node.answered(
                    ALICE,
                    node.conversations.send(
                            ALICE,
                            new ClientFrame.Send(
                                    null,
                                    ack.conversationId(),
                                    "edited",
                                    null,
                                    true,
                                    "Hello, edited",
                                    null,
                                    SendOptions.NONE,
                                    ConversationOptions.NONE)));

            assertThat(node.get(ALICE, ack).messages())
                    .filteredOn(one -> one.parentId() == null)
                    .extracting(MessageView::text)
                    .containsExactly("Hello", "Hello, edited");
            assertThat(asked().turns()).containsExactly(new ChatRequest.Turn(Role.USER, "Hello, edited"));
            assertThat(node.message(ALICE, branch).text()).isEqualTo("You said: Hello, edited");
        }
    }
}
