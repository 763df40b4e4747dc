package dev.parley.conversation;

import static dev.parley.conversation.TestConversations.ALICE;
import static dev.parley.conversation.TestConversations.BOB;
import static dev.parley.conversation.TestConversations.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.protocol.ConversationOptions;
import dev.parley.protocol.ConversationView;
import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.Json;
import dev.parley.protocol.MessageState;
import dev.parley.protocol.MessageView;
import dev.parley.protocol.ParleyException;
import dev.parley.protocol.Rating;
import dev.parley.protocol.SendOptions;
import dev.parley.protocol.ServerFrame.Ack;
import dev.parley.protocol.Snapshot;
import dev.parley.support.TestDatabase;
import jakarta.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is exported can be imported, and nothing else, on each database. */
@Timeout(120)
class TransferTest {

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

        private static JsonObject json(Export.File file) {
            return Json.value(file.content()).asJsonObject();
        }

        private ConversationView take(String file) {
            return node.imports.take(ALICE, () -> file).get(0);
        }

        private Ack talk() {
            ConversationOptions options = new ConversationOptions(new SendOptions(null, 0.5, null, null), "Be brief.");
            Ack ack = node.open(ALICE, "What is a 租约?", options);
            node.answered(ALICE, node.conversations.regenerate(ALICE, String.valueOf(ack.messageId()), null));
            node.ask(ALICE, ack, "And a fence?");
            node.housekeeping.rate(ALICE, String.valueOf(ack.messageId()), Rating.DOWN);
            node.housekeeping.change(
                    ALICE,
                    String.valueOf(ack.conversationId()),
                    new ConversationChange("Leases", true, null, null, null));
            return ack;
        }

        @Test
        void aConversationComesBackWithAllItsBranches() {
            Ack ack = talk();
            Export.File file = node.export.json(ALICE, String.valueOf(ack.conversationId()));

            ConversationView taken = take(file.content());

            assertThat(taken.id()).isNotEqualTo(ack.conversationId());
            Snapshot before = node.get(ALICE, ack);
            Snapshot after = node.conversations.get(ALICE, taken.id());
            assertThat(after.conversation().options())
                    .isEqualTo(before.conversation().options());
            assertThat(after.messages())
                    .extracting(MessageView::text)
                    .containsExactlyElementsOf(
                            before.messages().stream().map(MessageView::text).toList());
            JsonObject again = json(node.export.json(ALICE, taken.id()));
            assertThat(withoutIds(again)).isEqualTo(withoutIds(json(file)));
        }

        private static String withoutIds(JsonObject file) {
            String text = file.getJsonArray("conversations").toString();
            List<String> ids = file.getJsonArray("conversations").getJsonObject(0).getJsonArray("messages").stream()
                    .map(message -> message.asJsonObject().getString("id"))
                    .toList();
            for (String id : ids) {
                text = text.replace(id, "#" + ids.indexOf(id));
            }
            return text;
        }

        @Test
        void whatWasTakenCanBeTalkedToAndContinued() {
            ConversationView taken = take("""
                    {"format":"parley","version":1,"conversations":[{"messages":[
                      {"id":"q","role":"user","text":"Hello"},
                      {"id":"a","parentId":"q","role":"assistant","text":"Half an","state":"streaming"}]}]}
                    """);
            Snapshot snapshot = node.conversations.get(ALICE, taken.id());
            MessageView answer = snapshot.messages().get(1);
            assertThat(taken.title()).isEqualTo("Hello");
            assertThat(answer.state()).isEqualTo(MessageState.INTERRUPTED);

            node.answered(ALICE, node.conversations.continueAnswer(ALICE, answer.id()));
            node.answered(ALICE, node.conversations.send(ALICE, message(taken.id(), null, "More")));

            assertThat(node.conversations.get(ALICE, taken.id()).messages())
                    .extracting(MessageView::text)
                    .containsExactly("Hello", "Half anYou said: Hello", "More", "You said: More");
            assertThat(node.search.find(ALICE, "half", 10)).hasSize(1);
        }

        @Test
        void everythingIsExportedAtOnce() {
            talk();
            node.open(ALICE, "Another one");
            node.open(BOB, "Not Alice's");
            ByteArrayOutputStream out = new ByteArrayOutputStream();

            node.export.all(ALICE, out);

            String file = out.toString(StandardCharsets.UTF_8);
            assertThat(Json.value(file).asJsonObject().getJsonArray("conversations"))
                    .hasSize(2);
            assertThat(file).contains("租约").doesNotContain("Not Alice's");
            assertThat(node.imports.take(BOB, () -> file)).hasSize(2);
        }

        @Test
        void markdownHoldsOnePath() {
            Ack ack = node.open(ALICE, "What is a lease?");
            node.answered(ALICE, node.conversations.regenerate(ALICE, String.valueOf(ack.messageId()), null));
            String id = String.valueOf(ack.conversationId());

            assertThat(node.export.markdown(ALICE, id, ack.messageId()).content())
                    .isEqualTo("""
                            # What is a lease?

                            ## User

                            What is a lease?

                            ## Assistant (echo)

                            You said: What is a lease?
                            """);
            refused(ErrorCode.MESSAGE_NOT_FOUND, () -> node.export.markdown(ALICE, id, "nowhere"));
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '~',
                value = {
                    "[]|the file: must be a JSON object",
                    "{|the file: must be a JSON object",
                    "{'version':1}|format: must be parley",
                    "{'format':'parley','version':2}|version: must be 1",
                    "{'format':'parley','version':1}|conversations: must be a list",
                    "{'format':'parley','version':1,'conversations':[1]}|conversations[0]: must be an object",
                })
        void aFileThatIsNoneIsRefusedInWords(String file, String detail) {
            refusedInWords(file.replace('\'', '"'), detail);
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '~',
                value = {
                    "{'id':'a','role':'system','text':''}|role: must be user or assistant",
                    "{'id':'a','text':''}|role: must be user or assistant",
                    "{'role':'user','text':''}|id: is missing",
                    "{'id':'q','role':'user','text':''}|id: is that of an earlier message",
                    "{'id':'a','role':'user'}|text: is missing",
                    "{'id':'a','role':'user','text':7}|text: must be a text",
                    "{'id':'a','role':'user','text':'','parentId':'z'}|parentId: must be the id of an earlier message",
                    "{'id':'a','role':'assistant','text':''}"
                            + "|parentId: must be the id of the user's message that is answered",
                    "{'id':'a','role':'user','text':'','createdAt':-1}"
                            + "|createdAt: must be a whole number from 0 to 9223372036854775807",
                    "{'id':'a','role':'user','text':'','rating':'up'}|rating: is for answers only",
                    "{'id':'a','role':'assistant','parentId':'q','text':'','rating':'meh'}|rating: must be up or down",
                    "{'id':'a','role':'assistant','parentId':'q','text':'','usage':[]}|usage: must be an object",
                })
        void aMessageThatIsNoneIsRefusedInWordsAndNothingIsWritten(String message, String detail) {
            String file = "{'format':'parley','version':1,'conversations':[{'title':'Good','messages':[]},"
                    + "{'messages':[{'id':'q','role':'user','text':'?'}," + message + "]}]}";

            refusedInWords(
                    file.replace('\'', '"').replace("user\"s", "user's"), "conversations[1].messages[1]." + detail);
        }

        @Test
        void optionsOutOfRangeAreRefusedInWords() {
            refusedInWords(
                    "{\"format\":\"parley\",\"version\":1,\"conversations\":[{\"messages\":[],"
                            + "\"options\":{\"temperature\":3}}]}",
                    "conversations[0].options.temperature: must be from 0 to below 2");
        }

        private void refusedInWords(String file, String detail) {
            assertThatThrownBy(() -> take(file)).isInstanceOfSatisfying(ParleyException.class, refusal -> {
                assertThat(refusal.code()).isEqualTo(ErrorCode.IMPORT_INVALID);
                assertThat(refusal.info("t").detail()).isEqualTo(detail);
            });
            assertThat(node.conversations.list(ALICE, false, null, 10).conversations())
                    .isEmpty();
        }
    }
}
