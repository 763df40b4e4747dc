package dev.parley.provider;

import static dev.parley.provider.Decoding.CUMULATIVE;
import static dev.parley.provider.Decoding.DASHSCOPE;
import static dev.parley.provider.Decoding.OPENAI;
import static dev.parley.provider.Decoding.chunks;
import static dev.parley.provider.Decoding.delta;
import static dev.parley.provider.Decoding.finish;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.ErrorCode;
import dev.parley.protocol.FinishReason;
import dev.parley.protocol.Usage;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rows of docs/providers.md 1 and 3, each with its tolerant reading. */
class ChunkDecoderTest {

    private static final String HELLO = delta("{\"content\":\"Hello\"}");

    private static ErrorCode failure(Decoding decoding) {
        return decoding.failure().code();
    }

    private static String nativeEvent(String content, String reasoning, String finish) {
        return "event:result\n:HTTP_STATUS/200\ndata:{\"output\":{\"choices\":[{\"message\":{\"content\":\"" + content
                + "\",\"reasoning_content\":\"" + reasoning + "\",\"role\":\"assistant\"},\"finish_reason\":\"" + finish
                + "\"}]},\"usage\":{\"input_tokens\":20,\"output_tokens\":4,\"total_tokens\":24},"
                + "\"request_id\":\"r1\"}\n\n";
    }

    @Test
    void readsTheNativeIncrementalForm() {
        Decoding read = Decoding.of(
                DASHSCOPE,
                nativeEvent("The", "", "null") + nativeEvent(" river", "", "null") + nativeEvent("", "", "stop"));

        assertThat(read.text()).isEqualTo("The river");
        assertThat(read.finished())
                .isEqualTo(new ModelEvent.Finished(FinishReason.STOP, "stop", new Usage(20, 4, 0, 24)));
    }

    @Test
    void turnsTheNativeCumulativeFormIntoDeltas() {
        Decoding read = Decoding.of(
                CUMULATIVE,
                nativeEvent("The", "", "null")
                        + nativeEvent("The river", "", "null")
                        + nativeEvent("The river", "", "stop"));

        assertThat(read.events)
                .startsWith(new ModelEvent.Text("The"), new ModelEvent.Text(" river"))
                .hasSize(3);
    }

    @Test
    void startsAgainWhenACumulativeTextIsRewritten() {
        Decoding read = Decoding.of(
                CUMULATIVE,
                nativeEvent("The river", "", "null")
                        + nativeEvent("A lake", "", "null")
                        + nativeEvent("A lake.", "", "stop"));

        assertThat(read.events).contains(new ModelEvent.Restarted());
        assertThat(read.text()).isEqualTo("A lake.");
    }

    @Test
    void readsTheNativeThinkingPhases() {
        Decoding read = Decoding.of(
                DASHSCOPE,
                nativeEvent("", "Hmm, ", "null") + nativeEvent("", "yes.", "null") + nativeEvent("Yes", "", "stop"));

        assertThat(read.reasoning()).isEqualTo("Hmm, yes.");
        assertThat(read.text()).isEqualTo("Yes");
    }

    @Test
    void readsTheNativeTextFormAndPartsOnTheMultimodalPath() {
        String text = "data:{\"output\":{\"text\":\"Hi\",\"finish_reason\":\"stop\"}}\n\n";
        assertThat(Decoding.of(DASHSCOPE, text).text()).isEqualTo("Hi");
        String parts = "data:{\"output\":{\"choices\":[{\"message\":{\"content\":[{\"text\":\"H\"},{\"text\":\"i\"}]},"
                + "\"finish_reason\":\"stop\"}]}}\n\n";
        assertThat(Decoding.of(DASHSCOPE, parts).text()).isEqualTo("Hi");
    }

    @Test
    void passesOverChunksWithoutChoices() {
        String usage = "{\"choices\":[],\"usage\":{\"prompt_tokens\":8,\"completion_tokens\":1,\"total_tokens\":9,"
                + "\"completion_tokens_details\":{\"reasoning_tokens\":1}}}";
        Decoding read = Decoding.of(
                OPENAI, chunks("{\"choices\":[]}", "{\"choices\":null}", "{}", HELLO, finish("stop"), usage, "[DONE]"));

        assertThat(read.text()).isEqualTo("Hello");
        assertThat(read.finished().usage()).isEqualTo(new Usage(8, 1, 1, 9));
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "{}", "{\"content\":null}", "{\"role\":\"assistant\",\"content\":\"\"}"})
    void makesNoTextOfEmptyDeltas(String empty) {
        assertThat(Decoding.of(OPENAI, chunks(delta(empty), HELLO, finish("stop")))
                        .text())
                .isEqualTo("Hello");
    }

    @Test
    void joinsTextPartsAndSendsThinkingPartsToReasoning() {
        String parts = delta("{\"content\":[{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\",\"text\":\"Hm\"}]},"
                + "{\"type\":\"text\",\"text\":\"Hi\"}]}");
        Decoding read = Decoding.of(OPENAI, chunks(parts, finish("stop")));

        assertThat(read.reasoning()).isEqualTo("Hm");
        assertThat(read.text()).isEqualTo("Hi");
    }

    @Test
    void readsReasoningOnceThoughItStandsInTwoFields() {
        String twice = delta("{\"content\":\"\",\"reasoning\":\"Hm\",\"reasoning_details\":[{\"text\":\"Hm\"}]}");
        assertThat(Decoding.of(OPENAI, chunks(twice, HELLO, finish("stop"))).reasoning())
                .isEqualTo("Hm");
    }

    @Test
    void readsThinkTagsCutAnywhere() {
        String whole = "<think>\nI think.</think>\n\nHello <b> </think> there";
        for (int cut = 1; cut < whole.length(); cut++) {
            String first = delta("{\"content\":\"" + escape(whole.substring(0, cut)) + "\"}");
            String second = delta("{\"content\":\"" + escape(whole.substring(cut)) + "\"}");
            Decoding read = Decoding.of(OPENAI, chunks(first, second, finish("stop")));
            assertThat(read.reasoning()).as("cut at %d", cut).isEqualTo("\nI think.");
            assertThat(read.text()).as("cut at %d", cut).isEqualTo("Hello <b> </think> there");
        }
    }

    @Test
    void keepsTextThatOnlyLooksLikeAThinkTag() {
        Decoding read = Decoding.of(OPENAI, chunks(delta("{\"content\":\"<thi\"}"), finish("stop")));
        assertThat(read.text()).isEqualTo("<thi");
    }

    private static String escape(String text) {
        return text.replace("\n", "\\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\",\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2}}]}",
                "{\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}],\"x_groq\":{\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2}}}",
                "{\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2}}"
            })
    void findsUsageWhereverItStands(String finish) {
        assertThat(Decoding.of(OPENAI, chunks(HELLO, finish)).finished().usage())
                .isEqualTo(new Usage(3, 2, 0, 5));
    }

    @Test
    void takesTheLastUsageAndNeverSumsUp() {
        String early =
                "{\"choices\":[{\"delta\":{\"content\":\"a\"}}],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":1}}";
        String late = "{\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2}}";
        assertThat(Decoding.of(OPENAI, chunks(early, finish("stop"), late))
                        .finished()
                        .usage())
                .isEqualTo(new Usage(3, 2, 0, 5));
    }

    @Test
    void keepsTheFirstFinishAndTheTextBeforeIt() {
        String both = "{\"choices\":[{\"delta\":{\"content\":\" end\"},\"finish_reason\":\"length\"}]}";
        Decoding read = Decoding.of(OPENAI, chunks(HELLO, both, finish("stop"), HELLO));

        assertThat(read.text()).isEqualTo("Hello end");
        assertThat(read.finished().reason()).isEqualTo(FinishReason.LENGTH);
    }

    @Test
    void isCompleteWithoutDoneButNotWithoutFinish() {
        assertThat(Decoding.of(OPENAI, chunks(HELLO, finish("stop"))).finished())
                .isNotNull();
        assertThat(failure(Decoding.of(OPENAI, chunks(HELLO, "[DONE]")))).isEqualTo(ErrorCode.ANSWER_CUT_OFF);
        assertThat(failure(Decoding.of(OPENAI, chunks(HELLO)))).isEqualTo(ErrorCode.ANSWER_CUT_OFF);
    }

    @Test
    void isCompleteByDoneAloneWhereTheProviderIsKnownForIt() {
        ChunkDecoder.Dialect lax = new ChunkDecoder.Dialect(false, false, false);
        assertThat(Decoding.of(lax, chunks(HELLO, "[DONE]")).finished().reason())
                .isEqualTo(FinishReason.STOP);
        assertThat(failure(Decoding.of(lax, chunks(HELLO)))).isEqualTo(ErrorCode.ANSWER_CUT_OFF);
    }

    @ParameterizedTest
    @ValueSource(strings = {"data:[DONE]\n\n", "data: [DONE] \n\n", "data:  [DONE]\n\n"})
    void knowsDoneWithAnyBlanksAndIgnoresWhatFollows(String done) {
        String stream = chunks(HELLO, finish("stop")) + done + chunks("{\"error\":{\"message\":\"late\"}}");
        assertThat(Decoding.of(OPENAI, stream).finished()).isNotNull();
    }

    @Test
    void passesOverCommentsBlocksWithoutDataAndWhatIsNotJson() {
        String stream = ": OPENROUTER PROCESSING\n\nevent: ping\n\ndata:\n\ndata: <html>\n\ndata: {\"half\n\n"
                + "event: other\ndata: {\"x\":1}\n\n" + chunks(HELLO, finish("stop"));
        assertThat(Decoding.of(OPENAI, stream).text()).isEqualTo("Hello");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data: {\"error\":{\"message\":\"m\",\"code\":\"rate_limit_exceeded\"}}\n\n",
                "data: {\"error\":{\"message\":\"m\",\"code\":429},\"choices\":[{\"delta\":{},\"finish_reason\":\"error\"}]}\n\n",
                "event: error\ndata: {\"error\":{\"message\":\"m\",\"type\":\"rate_limit_error\",\"code\":null}}\n\n",
                "event: error\ndata: {\"error\":{\"message\":\"m\",\"status_code\":429}}\n\n",
                "event:error\n:HTTP_STATUS/429\ndata:{\"code\":\"Throttling\",\"message\":\"m\"}\n\n",
                "event:result\n:HTTP_STATUS/429\ndata:{\"code\":\"Throttling.RateQuota\",\"message\":\"m\"}\n\n",
                "data: {\"object\":\"error\",\"message\":\"m\",\"code\":429}\n\n",
                "data: {\"error\":\"m\",\"code\":\"1302\"}\n\n",
                "data: {\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\",\"message\":\"m\"}}\n\n"
            })
    void findsAnErrorInEveryShape(String event) {
        assertThat(failure(Decoding.of(OPENAI, event))).isEqualTo(ErrorCode.RATE_LIMITED);
        Decoding late = Decoding.of(OPENAI, chunks(HELLO) + event);
        assertThat(late.text()).isEqualTo("Hello");
        assertThat(failure(late)).isEqualTo(ErrorCode.RATE_LIMITED);
    }

    @Test
    void doesNotTakeANullErrorForOne() {
        String normal = "{\"error\":null,\"code\":\"\",\"choices\":[{\"delta\":{\"content\":\"Hello\"}}]}";
        assertThat(Decoding.of(OPENAI, chunks(normal, finish("stop"))).text()).isEqualTo("Hello");
    }

    @ParameterizedTest
    @CsvSource({
        "stop,STOP",
        "eos,STOP",
        "end_turn,STOP",
        "COMPLETE,STOP",
        "length,LENGTH",
        "max_tokens,LENGTH",
        "model_context_window_exceeded,LENGTH",
        "content_filter,CONTENT_FILTER",
        "sensitive,CONTENT_FILTER",
        "tool_calls,TOOL_CALLS",
        "function_call,TOOL_CALLS",
        "something_new,OTHER"
    })
    void mapsFinishReasons(String wire, FinishReason expected) {
        ModelEvent.Finished finished =
                Decoding.of(OPENAI, chunks(HELLO, finish(wire))).finished();
        assertThat(finished.reason()).isEqualTo(expected);
        assertThat(finished.rawReason()).isEqualTo(wire);
    }

    @ParameterizedTest
    @ValueSource(strings = {"insufficient_system_resource", "network_error", "error", "aborted", "abort"})
    void takesAFinishOfTroubleForAFailure(String wire) {
        assertThat(failure(Decoding.of(OPENAI, chunks(HELLO, finish(wire)))).retryable())
                .isTrue();
    }

    @Test
    void readsTheLastBlockWithoutItsBlankLineIfItsJsonIsWhole() {
        String whole = chunks(HELLO) + "data: " + finish("stop");
        assertThat(Decoding.of(OPENAI, whole).text()).isEqualTo("Hello");
        assertThat(Decoding.of(OPENAI, whole).finished()).isNotNull();
        String half = whole.substring(0, whole.length() - 3);
        assertThat(failure(Decoding.of(OPENAI, half))).isEqualTo(ErrorCode.ANSWER_CUT_OFF);
    }

    @Test
    void keepsASurrogatePairTogetherWhenTokensSplitIt() {
        Decoding read = Decoding.of(
                OPENAI,
                chunks(delta("{\"content\":\"a\\ud83d\"}"), delta("{\"content\":\"\\ude42b\"}"), finish("stop")));

        assertThat(read.text()).isEqualTo("a🙂b");
        assertThat(read.events).contains(new ModelEvent.Text("a"), new ModelEvent.Text("🙂b"));
    }

    @Test
    void replacesAHalfThatNeverFindsItsOther() {
        assertThat(Decoding.of(
                                OPENAI,
                                chunks(
                                        delta("{\"content\":\"a\\ud83d\"}"),
                                        delta("{\"content\":\"X\"}"),
                                        finish("stop")))
                        .text())
                .isEqualTo("a\uFFFDX");
    }

    @Test
    void keepsRawLineSeparatorsAndBlanks() {
        String odd = "\u2028\u0085 \\n  ";
        assertThat(Decoding.of(OPENAI, chunks(delta("{\"content\":\"" + odd + "\"}"), finish("stop")))
                        .text())
                .isEqualTo("\u2028\u0085 \n  ");
    }

    @Test
    void isTheSameWhereverTheStreamIsCut() {
        byte[] stream =
                (nativeEvent("租约 é 🙂", "", "null") + nativeEvent("。", "", "stop")).getBytes(StandardCharsets.UTF_8);
        for (int piece = 1; piece < stream.length; piece++) {
            assertThat(Decoding.of(DASHSCOPE, stream, piece).text()).isEqualTo("租约 é 🙂。");
        }
    }
}
