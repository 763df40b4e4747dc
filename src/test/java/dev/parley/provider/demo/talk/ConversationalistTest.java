package dev.parley.provider.demo.talk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.provider.ChatRequest;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConversationalistTest {

    private final Conversationalist model = new Conversationalist();

    private String say(String... messages) {
        return model.answer(List.of(messages)).text();
    }

    @Test
    void saysTheSameToTheSame() {
        for (String message : List.of("I am sad", "我的猫走了", "What is Parley?", "write 300 words")) {
            assertThat(new Conversationalist().answer(List.of(message))).isEqualTo(model.answer(List.of(message)));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"What is a lease?|What is a lease", "请解释租约。|请解释租约", "/long 600|/long 600"})
    void namesAConversationAfterItsQuestion(String question, String title) {
        assertThat(say(ChatRequest.TITLE_PROMPT + "\n\n" + question + "\n\nAn answer."))
                .isEqualTo(title);
    }

    @Test
    void choosesAmongReassemblies() {
        Set<String> openings = new HashSet<>();
        IntStream.range(0, 40)
                .forEach(i -> openings.add(say("x" + i, "I need a boat").split(" ")[0]));
        assertThat(openings).hasSizeGreaterThan(1);
    }

    @Test
    void turnsPronounsAround() {
        assertThat(say("hm", "I think my brother hates me")).contains("your").doesNotContain(" my brother");
        assertThat(say("嗯", "我觉得你不喜欢我")).contains("我不喜欢你");
    }

    @Test
    void comesBackToAnEarlierTopic() {
        List<String> answers = IntStream.range(0, 20)
                .mapToObj(i -> say("my garden is dry", "word " + i, "zzz " + i))
                .toList();
        assertThat(answers).anyMatch(answer -> answer.contains("garden"));
    }

    @ParameterizedTest
    @CsvSource({
        "what is Parley?, cursor",
        "show me markdown, mermaid",
        "code in java please, ReentrantLock",
        "some Python, partition",
        "JavaScript, AbortSignal",
        "sql, INSERT INTO",
        "rust, HashMap",
        "a table please, | --- |",
        "give me a list, 1. **Build**",
        "/help, /fault help",
        "are you a real person?, demo",
        "Parley 是什么？, 游标",
        "来一段 Python 代码, 没有空行",
        "你是谁？, 演示",
        "/帮助, /故障 帮助",
        "画一个表格, 自动重连"
    })
    void hasPreparedTopics(String message, String expected) {
        assertThat(say("before", message)).contains(expected);
    }

    @Test
    void answersInTheLanguageOfTheLastMessage() {
        assertThat(Language.of(say("hello", "今天天气不错"))).isEqualTo(Language.ZH);
        assertThat(Language.of(say("你好", "nice weather today"))).isEqualTo(Language.EN);
    }

    @Test
    void neverPretendsToBeAModelInAFirstAnswer() {
        for (String message : List.of("zzz", "hi", "I am tired", "What is the capital of France?")) {
            assertThat(say(message)).contains("demo");
        }
        assertThat(say("随便说点什么吧")).contains("演示模型");
    }

    @ParameterizedTest
    @CsvSource({"/long 1,1", "/long 777,777", "/long 200000,200000", "/long 999999999,200000", "写300字,300"})
    void writesExactlySoManyCharacters(String message, int length) {
        assertThat(say(message)).hasSize(length);
    }

    @Test
    void writesAboutSoManyWords() {
        assertThat(say("Please write 2,000 words about rivers").split("\\s+").length)
                .isBetween(2000, 2120);
    }

    @Test
    void echoesUnchanged() {
        assertThat(say("/echo  a *b* 你好 ")).isEqualTo(" a *b* 你好 ");
    }

    @Test
    void reasonsTruthfully() {
        assertThat(model.answer(List.of("I need a holiday")).reasoning())
                .contains("I need a holiday")
                .contains("need|want|wish|hope");
    }

    @Test
    void leavesNoPlaceholder() {
        for (String message :
                List.of("I want", "my", "我的", "because", "can you", "are you", "我想", "请", "i dreamed", "!", "…")) {
            for (int i = 0; i < 6; i++) {
                assertThat(say("before " + i, message)).doesNotContainPattern("\\{\\d}");
            }
        }
    }
}
