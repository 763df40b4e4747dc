package dev.parley.conversation;

import static dev.parley.conversation.TestConversations.ALICE;
import static dev.parley.conversation.TestConversations.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.ParleyException;
import dev.parley.protocol.ServerFrame.Ack;
import dev.parley.support.TestDatabase;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Words are found in titles and messages, on each database. */
@Timeout(120)
class SearchTest {

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

        private List<String> texts(String query) {
            return node.search.find(ALICE, query, 50).stream()
                    .map(hit -> hit.snippet().text())
                    .toList();
        }

        @Test
        void anAnswerThatHasJustEndedIsFoundAndATitleComesBeforeMessages() {
            Ack ack = node.open(ALICE, "What is a LEASE?");
            node.open(ALICE, "Something else");

            List<SearchHit> hits = node.search.find(ALICE, "lease", 10);

            assertThat(hits).extracting(SearchHit::conversationId).containsOnly(String.valueOf(ack.conversationId()));
            assertThat(hits.get(0).messageId()).isNull();
            assertThat(hits)
                    .extracting(SearchHit::messageId)
                    .containsExactlyInAnyOrder(null, ack.userMessageId(), ack.messageId());
            for (SearchHit hit : hits) {
                Snippet.Match match = hit.snippet().matches().get(0);
                assertThat(hit.snippet().text().substring(match.from(), match.to()))
                        .isEqualTo("LEASE");
            }
        }

        @Test
        void anAnswerThatIsBeingWrittenIsFound() {
            Ack ack =
                    node.answering(ALICE, node.conversations.send(ALICE, message(null, null, TestConversations.HANG)));

            assertThat(node.search.find(ALICE, "you said", 10))
                    .extracting(SearchHit::messageId)
                    .containsExactly(ack.messageId());
        }

        @Test
        void twoChineseCharactersAreAWord() {
            node.open(ALICE, "请解释一下分布式系统里的租约机制。");

            assertThat(texts("租约")).hasSize(3).allMatch(text -> text.contains("租约"));
            assertThat(texts("系统　租约")).hasSize(3);
            assertThat(texts("租金")).isEmpty();
        }

        @Test
        void allWordsMustBeInTheSameText() {
            node.open(ALICE, "alpha beta");
            node.open(ALICE, "alpha gamma");

            assertThat(texts("BETA alpha")).hasSize(3);
            assertThat(texts("beta gamma")).isEmpty();
        }

        @Test
        void signsOfPatternsMeanThemselves() {
            node.open(ALICE, "100% of a_b! and c:\\temp 'quoted'");
            node.open(ALICE, "1000 of axb");

            assertThat(texts("100%")).hasSize(3);
            assertThat(texts("a_b!")).hasSize(3);
            assertThat(texts("c:\\temp")).hasSize(3);
            assertThat(texts("'quoted'")).hasSize(3);
        }

        @Test
        void archivedConversationsAreFoundToo() {
            Ack ack = node.open(ALICE, "Hidden treasure");
            node.housekeeping.change(
                    ALICE, String.valueOf(ack.conversationId()), new ConversationChange(null, null, true, null, null));

            assertThat(node.search.find(ALICE, "treasure", 10)).isNotEmpty().allMatch(SearchHit::archived);
        }

        @Test
        void theNewestComeFirstAndNoMoreThanAskedFor() {
            IntStream.range(0, 4).forEach(i -> node.open(ALICE, "needle " + i));

            List<SearchHit> hits = node.search.find(ALICE, "needle", 3);

            assertThat(hits).hasSize(3);
            assertThat(hits.get(0).title()).isEqualTo("needle 3");
        }

        @Test
        void aQueryThatIsNoneIsRefused() {
            refused(ErrorCode.INVALID_REQUEST, () -> node.search.find(ALICE, null, 10));
            refused(ErrorCode.INVALID_REQUEST, () -> node.search.find(ALICE, " \t　", 10));
            refused(ErrorCode.INVALID_REQUEST, () -> node.search.find(ALICE, "x".repeat(201), 10));
            refused(ErrorCode.INVALID_REQUEST, () -> node.search.find(ALICE, "x", 51));
            refused(ErrorCode.INVALID_REQUEST, () -> node.search.find(ALICE, "x", 0));
        }
    }
}
