package dev.parley.conversation;

import static dev.parley.conversation.TestConversations.ALICE;
import static dev.parley.conversation.TestConversations.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.protocol.ServerFrame.Ack;
import dev.parley.provider.ChatRequest;
import dev.parley.support.TestDatabase;
import dev.parley.support.Values;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Titles by the model. */
@Timeout(120)
class AutoTitlesTest {

    private static final String QUESTION = "What is a lease?";

    private final TestConversations node = new TestConversations(TestDatabase.H2.settings());

    @AfterEach
    void close() {
        node.close();
    }

    private void byModel() {
        node.entitle(new Values().put("parley.titles", "model"));
    }

    private String title(Ack ack) {
        return node.get(ALICE, ack).conversation().title();
    }

    private List<ChatRequest> askedForTitles() {
        return node.asked.stream()
                .filter(request -> request.turns().get(0).text().startsWith(ChatRequest.TITLE_PROMPT))
                .toList();
    }

    @Test
    void theModelIsAskedOnceAfterTheFirstCompleteAnswer() {
        byModel();
        Ack ack = node.open(ALICE, QUESTION);
        await().until(() -> title(ack).equals("A fine"));
        node.ask(ALICE, ack, "And a fence?");
        Ack other = node.open(ALICE, "Something else");
        await().until(() -> title(other).equals("A fine"));

        assertThat(askedForTitles()).hasSize(2);
        assertThat(askedForTitles().get(0).options().maxTokens()).isEqualTo(24);
        assertThat(askedForTitles().get(0).turns().get(0).text())
                .contains(QUESTION)
                .contains("You said: ");
    }

    @Test
    void byDefaultNobodyIsAsked() {
        node.entitle(new Values());
        Ack ack = node.open(ALICE, QUESTION);
        node.ask(ALICE, ack, "And a fence?");

        assertThat(title(ack)).isEqualTo(QUESTION);
        assertThat(askedForTitles()).isEmpty();
    }

    @Test
    void whatTheUserHasNamedOrStoppedIsLeftAlone() {
        byModel();
        Ack named = node.answering(ALICE, node.conversations.send(ALICE, message(null, null, TestConversations.HANG)));
        node.housekeeping.change(
                ALICE, String.valueOf(named.conversationId()), new ConversationChange("Mine", null, null, null, null));
        node.conversations.stop(ALICE, String.valueOf(named.generationId()));
        node.ask(ALICE, named, "Goes on");
        Ack marker = node.open(ALICE, QUESTION);
        await().until(() -> title(marker).equals("A fine"));

        assertThat(title(named)).isEqualTo("Mine");
        assertThat(askedForTitles()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {"\"Leases\"|Leases", "《租约》|租约", "**Leases**|Leases", "# Leases, or: why?|Leases, or: why?"})
    void quotesAroundATitleAreTakenOff(String said, String title) {
        assertThat(AutoTitles.clean(said + "\nBecause")).isEqualTo(title);
    }

    @Test
    void aTitleHasSixtyCharactersAtMost() {
        assertThat(AutoTitles.clean("x".repeat(100))).hasSize(60);
    }
}
