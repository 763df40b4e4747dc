package dev.parley.conversation;

import static dev.parley.conversation.TestConversations.ALICE;
import static dev.parley.conversation.TestConversations.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Json;
import dev.parley.protocol.ParleyException;
import dev.parley.protocol.ServerFrame.Ack;
import dev.parley.support.SteppingClock;
import dev.parley.support.TestDatabase;
import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Links to conversations as they were, on each database. */
@Timeout(120)
class SharesTest {

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
            node = new TestConversations(kind.settings(), Duration.ofDays(30), clock);
        }

        @AfterEach
        void close() {
            node.close();
        }

        private static void refused(ErrorCode code, ThrowingCallable call) {
            assertThatThrownBy(call).isInstanceOfSatisfying(ParleyException.class, refusal -> assertThat(refusal.code())
                    .isEqualTo(code));
        }

        private static JsonObject json(String text) {
            return Json.value(text).asJsonObject();
        }

        @Test
        void aShareIsTheConversationAsItWasAndTellsNoIds() {
            Ack ack = node.open(ALICE, "What is a lease?");
            String id = String.valueOf(ack.conversationId());
            Share share = node.shares.create(ALICE, id, null, Shares.DEFAULT_LIFE);
            node.ask(ALICE, ack, "Later");
            node.housekeeping.change(ALICE, id, new ConversationChange("Renamed", null, null, null, null));

            String read = node.shares.read(share.token());

            assertThat(json(read).getString("title")).isEqualTo("What is a lease?");
            assertThat(json(read).getJsonArray("messages")).hasSize(2);
            assertThat(read).doesNotContain(id).doesNotContain("alice").contains("You said: What is a lease?");
            assertThat(node.shares.list(ALICE, id)).containsExactly(share);
        }

        @Test
        void onlyThePathToTheLeafIsShared() {
            Ack ack = node.open(ALICE, "First");
            node.ask(ALICE, ack, "Second");
            String id = String.valueOf(ack.conversationId());

            Share share = node.shares.create(ALICE, id, ack.messageId(), null);

            assertThat(share.expiresAtMillis()).isNull();
            assertThat(node.shares.read(share.token())).contains("First").doesNotContain("Second");
            refused(ErrorCode.MESSAGE_NOT_FOUND, () -> node.shares.create(ALICE, id, "nowhere", null));
        }

        @Test
        void anAnswerThatIsBeingWrittenIsSharedAsInterrupted() {
            Ack ack =
                    node.answering(ALICE, node.conversations.send(ALICE, message(null, null, TestConversations.HANG)));
            Share share = node.shares.create(ALICE, String.valueOf(ack.conversationId()), null, null);

            assertThat(json(node.shares.read(share.token()))
                            .getJsonArray("messages")
                            .getJsonObject(1)
                            .getString("state"))
                    .isEqualTo("interrupted");
        }

        @Test
        void whatIsRevokedOrExpiredIsNotThere() {
            Ack ack = node.open(ALICE, "Hello");
            String id = String.valueOf(ack.conversationId());
            Share revoked = node.shares.create(ALICE, id, null, null);
            Share brief = node.shares.create(ALICE, id, null, Duration.ofMinutes(1));
            Share longer = node.shares.create(ALICE, id, null, Duration.ofMinutes(3));

            node.shares.revoke(ALICE, revoked.id());
            clock.forward(Duration.ofMinutes(2).toMillis());

            refused(ErrorCode.SHARE_NOT_FOUND, () -> node.shares.read(revoked.token()));
            refused(ErrorCode.SHARE_NOT_FOUND, () -> node.shares.read(brief.token()));
            refused(ErrorCode.SHARE_NOT_FOUND, () -> node.shares.read("' OR 1=1 --"));
            refused(ErrorCode.SHARE_NOT_FOUND, () -> node.shares.revoke(ALICE, revoked.id()));
            assertThat(node.shares.list(ALICE, id)).containsExactly(longer);
        }

        @Test
        void aShareLivesAYearAtMostAndAConversationHasFiftyAtMost() {
            Ack ack = node.open(ALICE, "Hello");
            String id = String.valueOf(ack.conversationId());

            refused(ErrorCode.INVALID_REQUEST, () -> node.shares.create(ALICE, id, null, Duration.ofDays(366)));
            refused(ErrorCode.INVALID_REQUEST, () -> node.shares.create(ALICE, id, null, Duration.ZERO));
            IntStream.range(0, 50).forEach(i -> node.shares.create(ALICE, id, null, null));
            refused(ErrorCode.INVALID_REQUEST, () -> node.shares.create(ALICE, id, null, null));
        }

        private final SteppingClock clock = new SteppingClock(System.currentTimeMillis());
    }
}
