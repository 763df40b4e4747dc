package dev.parley.conversation;

import static dev.parley.conversation.TestConversations.ALICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.platform.DatabaseSettings;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ParleyException;
import dev.parley.protocol.ServerFrame.Ack;
import dev.parley.support.SteppingClock;
import dev.parley.support.TestDatabase;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Deleted conversations are removed for good after a while, on each database. */
@Timeout(120)
class TrashTest {

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
            settings = kind.settings();
            node = new TestConversations(settings, Duration.ofDays(30), clock);
        }

        @AfterEach
        void close() {
            node.close();
        }

        private static void refused(ErrorCode code, ThrowingCallable call) {
            assertThatThrownBy(call).isInstanceOfSatisfying(ParleyException.class, refusal -> assertThat(refusal.code())
                    .isEqualTo(code));
        }

        @Test
        void whatWasDeletedLongEnoughAgoIsPurgedWithAllThatBelongsToIt() {
            Ack old = node.open(ALICE, "Old");
            Ack kept = node.open(ALICE, "Kept");
            Ack live = node.open(ALICE, "Live");
            node.shares.create(ALICE, String.valueOf(old.conversationId()), null, null);
            node.housekeeping.delete(ALICE, String.valueOf(old.conversationId()));
            node.housekeeping.delete(ALICE, String.valueOf(kept.conversationId()));
            node.housekeeping.restore(ALICE, String.valueOf(kept.conversationId()));

            trash(Duration.ofDays(30)).empty();
            assertThat(node.housekeeping
                            .restore(ALICE, String.valueOf(old.conversationId()))
                            .title())
                    .isEqualTo("Old");
            node.housekeeping.delete(ALICE, String.valueOf(old.conversationId()));
            clock.forward(Duration.ofDays(31).toMillis());
            trash(Duration.ofDays(30)).empty();

            refused(
                    ErrorCode.CONVERSATION_NOT_FOUND,
                    () -> node.housekeeping.restore(ALICE, String.valueOf(old.conversationId())));
            assertThat(node.get(ALICE, kept).messages()).hasSize(2);
            assertThat(node.get(ALICE, live).messages()).hasSize(2);
            assertThat(rows("message")).isEqualTo(4);
            assertThat(rows("share")).isZero();
            assertThat(rows("generation")).isEqualTo(2);
        }

        @Test
        void withZeroDaysItIsPurgedAtOnce() {
            try (TestConversations hasty = new TestConversations(settings, Duration.ZERO, clock)) {
                Ack ack = hasty.open(ALICE, "Gone");

                hasty.housekeeping.delete(ALICE, String.valueOf(ack.conversationId()));

                assertThat(rows("conversation")).isZero();
                refused(
                        ErrorCode.CONVERSATION_NOT_FOUND,
                        () -> hasty.housekeeping.restore(ALICE, String.valueOf(ack.conversationId())));
            }
        }

        private Trash trash(Duration keep) {
            return new Trash(node.database, keep, clock);
        }

        private int rows(String table) {
            return node.database.transaction(connection -> {
                try (var statement = connection.createStatement();
                        var row = statement.executeQuery("SELECT count(*) FROM " + table)) {
                    row.next();
                    return row.getInt(1);
                }
            });
        }

        private final SteppingClock clock = new SteppingClock(System.currentTimeMillis());
        private final DatabaseSettings settings;
    }
}
