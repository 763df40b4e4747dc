package dev.parley.conversation;

import static dev.parley.conversation.TestConversations.ALICE;
import static dev.parley.conversation.TestConversations.BOB;
import static dev.parley.conversation.TestConversations.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.parley.journal.Subscription;
import dev.parley.protocol.ClientFrame;
import dev.parley.protocol.ConversationOptions;
import dev.parley.protocol.ConversationView;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.MessageState;
import dev.parley.protocol.ParleyException;
import dev.parley.protocol.Rating;
import dev.parley.protocol.ServerFrame.Ack;
import dev.parley.protocol.Snapshot;
import dev.parley.support.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What users do to their conversations, on each database. */
@Timeout(120)
class HousekeepingTest {

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

        private static ConversationChange title(String title) {
            return new ConversationChange(title, null, null, null, null);
        }

        private static ConversationChange model(String model) {
            return new ConversationChange(null, null, null, model, null);
        }

        private static String id(Ack ack) {
            return String.valueOf(ack.conversationId());
        }

        private List<String> listed(boolean archived) {
            return node.conversations.list(ALICE, archived, null, 200).conversations().stream()
                    .map(ConversationView::id)
                    .toList();
        }

        @Test
        void aNewNameIsSeenByAllWhoFollowAndTheConversationStaysWhereItIsInTheList() {
            Ack ack = node.open(ALICE, "What is a lease?");
            Snapshot before = node.get(ALICE, ack);
            try (Subscription follower = new Subscription(node.journal, id(ack), null, 1_000, () -> {})) {
                await().until(follower::next, Subscription.Step.Reset.class::isInstance);

                ConversationView renamed = node.housekeeping.change(ALICE, id(ack), title(" Lea\nses "));

                assertThat(renamed.title()).isEqualTo("Lea ses");
                assertThat(renamed.updatedAtMillis())
                        .isEqualTo(before.conversation().updatedAtMillis());
                Subscription.Step step = await().until(follower::next, found -> found != null);
                assertThat(((Subscription.Step.Events) step).events()).hasSize(1);
            }
        }

        @Test
        void whatIsTheSameWritesNothing() {
            Ack ack = node.open(ALICE, "What is a lease?");
            long seq = node.get(ALICE, ack).seq();

            node.housekeeping.change(
                    ALICE,
                    id(ack),
                    new ConversationChange("What is a lease?", false, false, "echo", ConversationOptions.NONE));

            assertThat(node.get(ALICE, ack).seq()).isEqualTo(seq);
        }

        @Test
        void theModelThatIsChosenAnswersWhereAMessageNamesNone() {
            Ack ack = node.open(ALICE, "What is a lease?");

            ConversationView changed = node.housekeeping.change(ALICE, id(ack), model("other"));

            assertThat(changed.model()).isEqualTo("other");
            node.answered(ALICE, node.conversations.send(ALICE, message(id(ack), ack.messageId(), "And now?")));
            assertThat(node.asked)
                    .last()
                    .extracting(request -> request.model().id())
                    .isEqualTo("other");
            assertThat(node.get(ALICE, ack).conversation().model()).isEqualTo("other");
        }

        @Test
        void aModelThatIsNotConfiguredIsRefusedAndAnotherUsersConversationIsNotThere() {
            Ack ack = node.open(ALICE, "What is a lease?");

            refused(ErrorCode.UNKNOWN_MODEL, () -> node.housekeeping.change(ALICE, id(ack), model("none")));
            refused(ErrorCode.CONVERSATION_NOT_FOUND, () -> node.housekeeping.change(BOB, id(ack), model("other")));
            assertThat(node.get(ALICE, ack).conversation().model()).isEqualTo("echo");
        }

        @Test
        void aTitleHasOneTo200Characters() {
            Ack ack = node.open(ALICE, "Hello");

            assertThat(node.housekeeping
                            .change(ALICE, id(ack), title("x".repeat(200)))
                            .title())
                    .hasSize(200);
            refused(ErrorCode.INVALID_REQUEST, () -> node.housekeeping.change(ALICE, id(ack), title("x".repeat(201))));
            refused(ErrorCode.INVALID_REQUEST, () -> node.housekeeping.change(ALICE, id(ack), title(" \t ")));
        }

        @Test
        void aConversationCanBeRenamedWhileItIsAnswering() {
            Ack ack =
                    node.answering(ALICE, node.conversations.send(ALICE, message(null, null, TestConversations.HANG)));

            assertThat(node.housekeeping
                            .change(ALICE, id(ack), title("Meanwhile"))
                            .generating())
                    .isTrue();
            assertThat(node.conversations.list(ALICE, false, null, 10).conversations())
                    .extracting(ConversationView::title, ConversationView::generating)
                    .containsExactly(org.assertj.core.groups.Tuple.tuple("Meanwhile", true));
        }

        @Test
        void theListIsReadInPiecesPinnedOnesFirstAndArchivedOnesApart() {
            List<String> ids = new ArrayList<>(IntStream.range(0, 5)
                    .mapToObj(i -> id(node.open(ALICE, "Question " + i)))
                    .toList());
            node.housekeeping.change(ALICE, ids.get(0), new ConversationChange(null, true, null, null, null));
            node.housekeeping.change(ALICE, ids.get(1), new ConversationChange(null, null, true, null, null));
            node.open(BOB, "Not Alice's");

            List<String> read = new ArrayList<>();
            String next = null;
            do {
                ConversationPage page = node.conversations.list(ALICE, false, next, 1);
                assertThat(page.conversations()).hasSize(1);
                read.add(page.conversations().get(0).id());
                next = page.next();
            } while (next != null);

            assertThat(read).containsExactly(ids.get(0), ids.get(4), ids.get(3), ids.get(2));
            assertThat(listed(false)).isEqualTo(read);
            assertThat(listed(true)).containsExactly(ids.get(1));
        }

        @Test
        void aCursorThatIsNoneAndALimitOutOfRangeAreRefused() {
            refused(ErrorCode.INVALID_REQUEST, () -> node.conversations.list(ALICE, false, "x'; --", 10));
            refused(ErrorCode.INVALID_REQUEST, () -> node.conversations.list(ALICE, false, null, 0));
            refused(ErrorCode.INVALID_REQUEST, () -> node.conversations.list(ALICE, false, null, 201));
        }

        @Test
        void aDeletedConversationIsStoppedAndNotThereByAnyDoorUntilItIsRestored() {
            Ack ack =
                    node.answering(ALICE, node.conversations.send(ALICE, message(null, null, TestConversations.HANG)));
            String id = id(ack);
            String answer = String.valueOf(ack.messageId());
            node.shares.create(ALICE, id, null, null);
            String token = node.shares.list(ALICE, id).get(0).token();
            String share = node.shares.list(ALICE, id).get(0).id();

            node.housekeeping.delete(ALICE, id);

            assertThat(listed(false)).isEmpty();
            assertThat(node.search.find(ALICE, "hang", 10)).isEmpty();
            refused(ErrorCode.CONVERSATION_NOT_FOUND, () -> node.conversations.get(ALICE, id));
            refused(ErrorCode.CONVERSATION_NOT_FOUND, () -> node.conversations.check(ALICE, id));
            refused(ErrorCode.CONVERSATION_NOT_FOUND, () -> node.conversations.send(ALICE, message(id, null, "?")));
            refused(ErrorCode.CONVERSATION_NOT_FOUND, () -> node.housekeeping.change(ALICE, id, title("x")));
            refused(ErrorCode.CONVERSATION_NOT_FOUND, () -> node.housekeeping.delete(ALICE, id));
            refused(ErrorCode.CONVERSATION_NOT_FOUND, () -> node.export.json(ALICE, id));
            refused(ErrorCode.CONVERSATION_NOT_FOUND, () -> node.export.markdown(ALICE, id, null));
            refused(ErrorCode.CONVERSATION_NOT_FOUND, () -> node.shares.create(ALICE, id, null, null));
            refused(ErrorCode.CONVERSATION_NOT_FOUND, () -> node.shares.list(ALICE, id));
            refused(ErrorCode.SHARE_NOT_FOUND, () -> node.shares.read(token));
            refused(ErrorCode.SHARE_NOT_FOUND, () -> node.shares.revoke(ALICE, share));
            refused(ErrorCode.MESSAGE_NOT_FOUND, () -> node.conversations.regenerate(ALICE, answer, null));
            refused(ErrorCode.MESSAGE_NOT_FOUND, () -> node.conversations.continueAnswer(ALICE, answer));
            refused(ErrorCode.MESSAGE_NOT_FOUND, () -> node.housekeeping.rate(ALICE, answer, Rating.UP));
            refused(
                    ErrorCode.GENERATION_NOT_FOUND,
                    () -> node.conversations.stop(ALICE, String.valueOf(ack.generationId())));
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            node.export.all(ALICE, all);
            assertThat(all.toString(StandardCharsets.UTF_8)).contains("\"conversations\":[]");

            assertThat(node.housekeeping.restore(ALICE, id).id()).isEqualTo(id);
            assertThat(listed(false)).containsExactly(id);
            assertThat(node.message(ALICE, ack).state()).isEqualTo(MessageState.STOPPED);
            assertThat(node.shares.read(token)).contains("hang");
            refused(ErrorCode.CONVERSATION_NOT_FOUND, () -> node.housekeeping.restore(ALICE, id));
        }

        @Test
        void aFirstMessageThatIsSentAgainAfterTheDeletionOpensNothing() {
            ClientFrame.Send send = message(null, null, "Hello");
            Ack ack = node.answered(ALICE, node.conversations.send(ALICE, send));
            node.housekeeping.delete(ALICE, id(ack));

            refused(ErrorCode.CONVERSATION_NOT_FOUND, () -> node.conversations.send(ALICE, send));
        }

        @Test
        void whatIsSomebodyElsesDoesNotExist() {
            Ack ack = node.open(ALICE, "Mine");
            String id = id(ack);
            String answer = String.valueOf(ack.messageId());
            String share = node.shares.create(ALICE, id, null, null).id();

            refused(ErrorCode.CONVERSATION_NOT_FOUND, () -> node.housekeeping.change(BOB, id, title("x")));
            refused(ErrorCode.CONVERSATION_NOT_FOUND, () -> node.housekeeping.delete(BOB, id));
            refused(ErrorCode.MESSAGE_NOT_FOUND, () -> node.housekeeping.rate(BOB, answer, Rating.UP));
            refused(ErrorCode.CONVERSATION_NOT_FOUND, () -> node.export.json(BOB, id));
            refused(ErrorCode.CONVERSATION_NOT_FOUND, () -> node.export.markdown(BOB, id, answer));
            refused(ErrorCode.CONVERSATION_NOT_FOUND, () -> node.shares.create(BOB, id, null, null));
            refused(ErrorCode.CONVERSATION_NOT_FOUND, () -> node.shares.list(BOB, id));
            refused(ErrorCode.SHARE_NOT_FOUND, () -> node.shares.revoke(BOB, share));
            assertThat(node.search.find(BOB, "Mine", 10)).isEmpty();
            node.housekeeping.delete(ALICE, id);
            refused(ErrorCode.CONVERSATION_NOT_FOUND, () -> node.housekeeping.restore(BOB, id));
        }

        @Test
        void answersCanBeRatedAndQuestionsCannot() {
            Ack ack = node.open(ALICE, "Hello");

            node.housekeeping.rate(ALICE, String.valueOf(ack.messageId()), Rating.UP);
            assertThat(node.message(ALICE, ack).rating()).isEqualTo(Rating.UP);
            node.housekeeping.rate(ALICE, String.valueOf(ack.messageId()), null);
            assertThat(node.message(ALICE, ack).rating()).isNull();
            refused(
                    ErrorCode.MESSAGE_NOT_FOUND,
                    () -> node.housekeeping.rate(ALICE, String.valueOf(ack.userMessageId()), Rating.UP));
        }
    }
}
