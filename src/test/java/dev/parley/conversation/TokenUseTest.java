package dev.parley.conversation;

import static dev.parley.conversation.TestConversations.ALICE;
import static dev.parley.conversation.TestConversations.BOB;
import static dev.parley.conversation.TestConversations.HANG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.parley.identity.TokenUses;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.MessageState;
import dev.parley.protocol.ParleyException;
import dev.parley.protocol.ServerFrame.Ack;
import dev.parley.support.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What answers cost is counted once, when they end, on each database; and only so many are written at once. */
@Timeout(120)
class TokenUseTest {

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

    private static boolean isTooMany(Throwable e) {
        return e instanceof ParleyException refusal && refusal.code() == ErrorCode.TOO_MANY_ANSWERS;
    }

    abstract static class Promises {

        /** "The operator's words." */
        private static final int SYSTEM = 21;

        private static final int REASONING = "Let me think.".length();

        private final TestConversations node;
        private final TokenUses uses;

        Promises(TestDatabase kind) {
            node = new TestConversations(kind.settings());
            uses = new TokenUses(node.database);
        }

        @AfterEach
        void close() {
            node.close();
        }

        private static long tokens(int characters) {
            return (characters + 3) / 4;
        }

        private List<TokenUses.Row> rows() {
            // The day may have changed meanwhile.
            return uses.of(2, 100);
        }

        @Test
        void countsWhatTheProviderSays() {
            node.open(ALICE, TestConversations.COSTLY);

            assertThat(rows()).containsExactly(new TokenUses.Row("alice", "alice", "echo", 1, 1_000, 200));
        }

        @Test
        void addsUpByUserDayAndModel() {
            Ack first = node.open(ALICE, TestConversations.COSTLY);
            node.ask(ALICE, first, TestConversations.COSTLY);
            node.open(BOB, TestConversations.COSTLY);

            assertThat(rows())
                    .containsExactly(
                            new TokenUses.Row("alice", "alice", "echo", 2, 2_000, 400),
                            new TokenUses.Row("bob", "bob", "echo", 1, 1_000, 200));
        }

        @Test
        void estimatesQuestionAndAnswerWhereTheProviderSaysNothing() {
            node.open(ALICE, "hello");

            assertThat(rows())
                    .containsExactly(new TokenUses.Row(
                            "alice",
                            "alice",
                            "echo",
                            1,
                            tokens(SYSTEM + 5),
                            tokens(REASONING + "You said: hello".length())));
        }

        @Test
        void estimatesWhatAStoppedAnswerHasCost() {
            Ack ack =
                    node.answering(ALICE, node.conversations.send(ALICE, TestConversations.message(null, null, HANG)));
            node.conversations.stop(ALICE, String.valueOf(ack.generationId()));

            assertThat(node.message(ALICE, ack).state()).isEqualTo(MessageState.STOPPED);
            assertThat(rows())
                    .containsExactly(new TokenUses.Row(
                            "alice",
                            "alice",
                            "echo",
                            1,
                            tokens(SYSTEM + HANG.length()),
                            tokens(REASONING + "You said: hang".length())));
        }

        @Test
        void aContinuationCountsOnlyWhatItWrites() {
            Ack ack =
                    node.answering(ALICE, node.conversations.send(ALICE, TestConversations.message(null, null, HANG)));
            node.conversations.stop(ALICE, String.valueOf(ack.generationId()));
            long before = rows().get(0).completionTokens();

            Ack more = node.conversations.continueAnswer(ALICE, String.valueOf(ack.messageId()));
            await().until(() -> node.message(ALICE, ack).text().length() > "You said: hang".length());
            node.conversations.stop(ALICE, String.valueOf(more.generationId()));

            TokenUses.Row row = rows().get(0);
            assertThat(row.answers()).isEqualTo(2);
            assertThat(row.completionTokens() - before).isEqualTo(tokens(REASONING + "You said: hang".length()));
            assertThat(row.promptTokens())
                    .isEqualTo(tokens(SYSTEM + HANG.length())
                            + tokens(SYSTEM + HANG.length() + "You said: hang".length()));
        }

        @Test
        void anAnswerThatFailedWithoutAWordCostsNothing() {
            node.open(ALICE, TestConversations.FAIL);

            assertThat(rows()).isEmpty();
        }

        @Test
        void whoIsForgottenHasUsedNothing() {
            node.open(ALICE, TestConversations.COSTLY);
            node.open(BOB, TestConversations.COSTLY);

            uses.forget("alice");

            assertThat(rows()).extracting(TokenUses.Row::ownerId).containsExactly("bob");
        }

        @Test
        void aUserHasSoManyAnswersWrittenAtOnceAndNoMore() {
            List<Ack> running = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                running.add(node.conversations.send(ALICE, TestConversations.message(null, null, HANG)));
            }

            assertThatThrownBy(() -> node.conversations.send(ALICE, TestConversations.message(null, null, "one more")))
                    .isInstanceOfSatisfying(ParleyException.class, refusal -> assertThat(refusal.code())
                            .isEqualTo(ErrorCode.TOO_MANY_ANSWERS));
            node.open(BOB, "another's");

            node.conversations.stop(ALICE, String.valueOf(running.get(0).generationId()));
            node.open(ALICE, "now");
            // The end can be read a moment before its place is free.
            await().atMost(20, TimeUnit.SECONDS)
                    .ignoreExceptionsMatching(TokenUseTest::isTooMany)
                    .untilAsserted(() -> node.open(ALICE, "and again"));
        }
    }
}
