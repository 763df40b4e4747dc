package dev.parley.provider.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.provider.demo.fault.Fault;
import dev.parley.provider.demo.wire.Piece;
import dev.parley.provider.demo.wire.Reply;
import jakarta.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FaultTest {

    private static final String PROMPT =
            "/echo one two 三 four 👩‍🚀 five six seven eight nine ten eleven twelve thirteen";
    private static final String SAID = PROMPT.substring(6);
    private final Client client = new Client();

    private Reply fault(String fault) {
        return client.ask("/fault " + fault + " | " + PROMPT);
    }

    private String stream(String fault) {
        return Client.text(fault(fault));
    }

    /** Asked for by the header, so that the conversation, and with it the grouping of tokens, is the undisturbed one. */
    private Reply disturbed(String fault) {
        Client other = new Client().on(client.path()).fault(fault);
        return other.ask(PROMPT);
    }

    private String undisturbed() {
        return Client.text(client.ask(PROMPT));
    }

    @ParameterizedTest
    @CsvSource({
        "429 3,3,429",
        "503,1,503",
        "500 2,2,500",
        "504,1,504",
        "529,1,529",
        "502-html 2,2,502",
        "cut 2 times=2,2,200"
    })
    void failsSoManyTimesAndThenAnswersTheSame(String fault, int times, int status) {
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < times; i++) {
                Reply reply = fault(fault);
                assertThat(reply.status()).isEqualTo(status);
                assertThat(Client.said(Client.text(reply))).isNotEqualTo(SAID);
            }
            assertThat(Client.said(stream(fault))).isEqualTo(SAID);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "always-429,429,Throttling.RateQuota",
        "always-503,503,ModelUnavailable",
        "quota,429,CommodityNotPurchased",
        "quota code=PrepaidBillOverdue,429,PrepaidBillOverdue",
        "arrears,400,Arrearage",
        "400,400,InvalidParameter",
        "401,401,InvalidApiKey",
        "402,402,InsufficientBalance",
        "403,403,Model.AccessDenied",
        "404,404,ModelNotFound",
        "413,413,BadRequest.TooLarge"
    })
    void refusesAlways(String fault, int status, String code) {
        for (int i = 0; i < 4; i++) {
            Reply reply = fault(fault);
            assertThat(reply.status()).isEqualTo(status);
            assertThat(Client.object(Client.text(reply)).getString("code")).isEqualTo(code);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "429 retry-after=2,Retry-After,2",
        "429 retry-after=1.5,Retry-After,1.5",
        "429 retry-after=date:3,Retry-After,'Thu, 01 Jan 1970 00:00:03 GMT'",
        "429 retry-after-ms=120,Retry-After-Ms,120"
    })
    void saysWhenToComeBack(String fault, String header, String value) {
        assertThat(fault(fault).headers()).containsEntry(header, value);
    }

    @Test
    void refusesInSeveralForms() {
        assertThat(stream("429 sse")).startsWith("id:1\nevent:error\n:HTTP_STATUS/429\n");
        assertThat(fault("always-429 sse").status()).isEqualTo(429);
        assertThat(fault("always-429 event").status()).isEqualTo(200);
        assertThat(fault("401 bare").headers()).doesNotContainKey("Content-Type");
        assertThat(Client.bytes(fault("always-503 empty"))).isEmpty();
        assertThat(stream("moderation-input"))
                .startsWith("id:1\nevent:error\n:HTTP_STATUS/400\n")
                .contains("Input data");
        client.on(Client.CHAT);
        assertThat(fault("moderation-input").status()).isEqualTo(400);
        assertThat(stream("quota")).contains("\"code\":\"exceeded_current_quota_error\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {Client.TEXT, Client.CHAT})
    void cutsAfterSoManyEventsAndContinuesToTheSameText(String path) {
        client.on(path);
        for (int events = 0; events < 6; events++) {
            String question = "/fault cut " + events + " | " + PROMPT;
            String cut = Client.text(client.post(client.body("demo-chat", question)));
            String said = Client.said(cut);
            assertThat(Client.finish(cut)).isIn("", "null");
            assertThat(cut).doesNotContain("[DONE]");
            assertThat(SAID).startsWith(said);
            String body = client.body(
                    "demo-chat",
                    client.messages(question, said),
                    "{\"result_format\":\"message\",\"incremental_output\":true}");
            String rest = Client.text(client.post(body));
            assertThat(said + Client.said(rest)).isEqualTo(SAID);
            assertThat(Client.finish(rest)).isEqualTo("stop");
        }
    }

    @Test
    void cutsContinuationsOnlyWhenSticky() {
        String question = "/fault cut 1 sticky | " + PROMPT;
        String body = client.body("demo-chat", client.messages(question, "one"), "{\"result_format\":\"message\"}");
        assertThat(Client.finish(Client.text(client.post(body)))).isEqualTo("null");
    }

    @Test
    void cutsAtEveryByte() {
        byte[] whole = undisturbed().getBytes(StandardCharsets.UTF_8);
        for (int at = 0; at <= whole.length; at += 7) {
            assertThat(Client.bytes(disturbed("cut-bytes " + at))).isEqualTo(java.util.Arrays.copyOf(whole, at));
        }
    }

    @Test
    void breaksTheConnection() {
        assertThat(fault("rst 2").aborted()).isTrue();
        assertThat(Client.data(stream("rst 2"))).hasSize(2);
    }

    @Test
    void failsInTheMiddle() {
        assertThat(stream("error 2"))
                .contains("id:2\nevent:result")
                .contains("id:3\nevent:error\n:HTTP_STATUS/500\n")
                .endsWith("\n\n");
        assertThat(stream("error 1 code=429")).contains(":HTTP_STATUS/429").contains("Throttling");
        assertThat(stream("error 1 form=result")).contains("id:2\nevent:result\n:HTTP_STATUS/500");
        assertThat(stream("moderation 1")).contains("id:2\nevent:error").contains("Output data may");
        client.on(Client.CHAT);
        assertThat(stream("error 1"))
                .endsWith("\"code\":\"internal_error\"}}\n\n")
                .doesNotContain("[DONE]");
        assertThat(stream("error 1 form=event")).contains("\n\nevent: error\ndata: {\"error\"");
        assertThat(stream("error 1 form=beside"))
                .contains("\"error\":{\"code\":500")
                .contains("\"finish_reason\":\"error\"");
        assertThat(stream("error 1 form=native")).contains("event:error\n:HTTP_STATUS/500");
        client.streaming(false);
        assertThat(fault("error 1").status()).isEqualTo(500);
        assertThat(fault("moderation").status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "delay-headers",
                "delay-first",
                "stall",
                "slow",
                "keep-alive 1",
                "no-finish",
                "unknown-finish",
                "no-done",
                "no-blank",
                "duplicate-finish",
                "usage-after-finish",
                "crlf",
                "bom",
                "bytes",
                "utf8",
                "no-content-type",
                "text-plain",
                "json200",
                "non-json",
                "empty-data",
                "unknown-event",
                "empty-choices",
                "error-null",
                "big-line",
                "rewrite"
            })
    void saysEverythingAllTheSame(String fault) {
        for (String path : List.of(Client.TEXT, Client.CHAT)) {
            client.on(path);
            String text = stream(fault).replace("\r\n", "\n").replace("\uFEFF", "");
            assertThat(Client.said(text.startsWith("{") ? "data:" + text : text))
                    .isEqualTo(SAID);
        }
    }

    @Test
    void waits() {
        assertThat(pauses("delay-headers 7").get(0)).isEqualTo(Duration.ofSeconds(7));
        List<Piece> first = fault("delay-first 7").body().toList();
        assertThat(first.get(0).bytes()).isEmpty();
        assertThat(first.get(1).pause()).isEqualTo(Duration.ofSeconds(7));
        assertThat(pauses("stall 7 after=2").get(2)).isEqualTo(Duration.ofSeconds(7));
        assertThat(pauses("stall 7 after=2")).containsOnlyOnce(Duration.ofSeconds(7));
        assertThat(pauses("stall 7 after=99")).containsOnlyOnce(Duration.ofSeconds(7));
        assertThat(pauses("slow").get(0)).isEqualTo(Duration.ofSeconds(1));
        assertThat(pauses("slow 4").get(0)).isEqualTo(Duration.ofMillis(250));
    }

    private List<Duration> pauses(String fault) {
        return fault(fault).body().map(Piece::pause).toList();
    }

    @Test
    void sendsCommentsInPlaceOfAnAnswer() {
        assertThat(stream("comments 2")).isEqualTo(": keep-alive\n\n".repeat(5));
        assertThat(pauses("comments 2").stream().reduce(Duration.ZERO, Duration::plus))
                .isEqualTo(Duration.ofSeconds(2));
        assertThat(stream("keep-alive 1")).startsWith(": keep-alive\n\n".repeat(3) + "id:1\n");
    }

    @Test
    void neverEnds() {
        List<Piece> many = fault("endless").body().limit(5_000).toList();
        assertThat(many).hasSize(5_000);
        assertThat(new String(many.get(4_999).bytes(), StandardCharsets.UTF_8)).contains("\"null\"");
    }

    @Test
    void endsForOtherReasons() {
        assertThat(Client.finish(stream("no-finish"))).isEqualTo("null");
        assertThat(Client.finish(stream("unknown-finish"))).isEqualTo("weary");
        assertThat(Client.finish(stream("length 3"))).isEqualTo("length");
        assertThat(count(stream("duplicate-finish"), "\"finish_reason\":\"stop\""))
                .isEqualTo(2);
        client.on(Client.CHAT);
        assertThat(Client.finish(stream("no-finish"))).isEmpty();
        assertThat(stream("no-finish")).contains("[DONE]");
        assertThat(stream("no-done")).doesNotContain("[DONE]");
        String after = stream("usage-after-finish");
        JsonObject last = Client.data(after).get(Client.data(after).size() - 1);
        assertThat(Client.choices(last)).hasSize(1);
        assertThat(last.containsKey("usage")).isTrue();
    }

    private static int count(String text, String part) {
        return text.split(java.util.regex.Pattern.quote(part), -1).length - 1;
    }

    @Test
    void framesOtherwise() throws IOException {
        String whole = undisturbed();
        assertThat(Client.text(disturbed("crlf"))).isEqualTo(whole.replace("\n", "\r\n"));
        assertThat(Client.text(disturbed("cr"))).isEqualTo(whole.replace('\n', '\r'));
        assertThat(Client.text(disturbed("bom"))).isEqualTo("\uFEFF" + whole);
        assertThat(Client.text(disturbed("no-blank"))).isEqualTo(whole.substring(0, whole.length() - 1));
        assertThat(fault("bytes").body().allMatch(piece -> piece.bytes().length == 1))
                .isTrue();
        Reply gzip = disturbed("gzip");
        assertThat(gzip.headers()).containsEntry("Content-Encoding", "gzip");
        byte[] unzipped = new GZIPInputStream(new ByteArrayInputStream(Client.bytes(gzip))).readAllBytes();
        assertThat(new String(unzipped, StandardCharsets.UTF_8)).isEqualTo(whole);
        client.on(Client.CHAT);
        assertThat(stream("no-blank")).endsWith("data: [DONE]\n").doesNotEndWith("\n\n");
    }

    @Test
    void compressesSoThatEachEventCanBeReadAtOnce() throws IOException {
        List<Piece> pieces = fault("gzip").body().toList();
        try (GZIPInputStream in =
                new GZIPInputStream(new ByteArrayInputStream(pieces.get(0).bytes()))) {
            byte[] begun = in.readNBytes(100);
            assertThat(new String(begun, StandardCharsets.UTF_8)).startsWith("id:1\nevent:result");
        }
    }

    @Test
    void writesPartsOfCharacters() {
        List<Piece> pieces = fault("utf8").body().toList();
        assertThat(pieces).anyMatch(piece -> (piece.bytes()[0] & 0xc0) == 0x80);
        assertThat(Client.text(disturbed("utf8"))).isEqualTo(undisturbed());
    }

    @Test
    void answersSomethingElseWithSuccess() {
        assertThat(Client.object(stream("json-error200")).getString("code")).isEqualTo("InternalError");
        assertThat(Client.bytes(fault("empty200"))).isEmpty();
        assertThat(fault("empty200").headers()).containsEntry("Content-Type", Reply.EVENTS);
        assertThat(stream("html200")).startsWith("<html>");
        assertThat(fault("204").status()).isEqualTo(204);
        assertThat(fault("no-content-type").headers()).isEmpty();
        assertThat(fault("text-plain").headers()).containsEntry("Content-Type", "text/plain;charset=UTF-8");
    }

    @Test
    void putsOddThingsBetweenTheEvents() {
        assertThat(stream("non-json 2")).contains("id:3\nevent:result\n:HTTP_STATUS/200\ndata:upstream connect error");
        assertThat(stream("empty-data 1")).contains("\ndata:\n\n");
        assertThat(stream("unknown-event 1")).contains("event:ping\n");
        assertThat(count(stream("empty-choices"), "\"choices\":[]")).isEqualTo(3);
        assertThat(stream("error-null")).contains("{\"error\":null,\"output\"");
        assertThat(stream("big-line").lines().mapToInt(String::length).max().orElseThrow())
                .isGreaterThan(1 << 20);
        client.on(Client.CHAT);
        assertThat(stream("non-json")).contains("\n\ndata: upstream connect error");
        assertThat(stream("error-null")).contains("{\"error\":null,\"id\"");
    }

    @Test
    void rewritesCumulativeText() {
        String question = "/fault rewrite 2 | " + PROMPT;
        List<JsonObject> events = Client.data(
                Client.text(client.post(client.body("demo-chat", question, "{\"result_format\":\"message\"}"))));
        assertThat(Client.said("data:" + events.get(1))).startsWith("one");
        assertThat(Client.said("data:" + events.get(2))).startsWith("***");
        assertThat(stream("rewrite force")).contains("***");
    }

    @Test
    void thinksInsideTheText() {
        for (String path : List.of(Client.TEXT, Client.CHAT)) {
            String said = Client.said(Client.text(client.on(path).ask("/fault think-tags | " + PROMPT)));
            assertThat(said).startsWith("<think>\n").contains("\n</think>\n\n").endsWith(SAID);
        }
    }

    @Test
    void obeysHeadersToo() {
        client.fault("cut 1");
        assertThat(Client.data(undisturbed())).hasSize(1);
        client.fault("nonsense");
        assertThat(undisturbed()).contains("event:error");
        assertThat(QueryFault.in("a=b&fault=cut+3+times%3D2")).isEqualTo("cut 3 times=2");
        assertThat(QueryFault.in(null)).isNull();
    }

    @Test
    void takesOnlyMessagesThatBeginWithTheCommand() {
        assertThat(client.ask("please /fault 503").status()).isEqualTo(200);
        assertThat(client.ask("/faults 503").status()).isEqualTo(200);
        assertThat(client.ask("/fault 503").status()).isEqualTo(503);
        assertThat(client.ask("/故障 503 | 你好").status()).isEqualTo(503);
    }

    @Test
    void listsAllFaultsInBothLanguages() {
        for (String ask : List.of("/fault help", "/故障 帮助", "/fault", "/fault what")) {
            String said = Client.said(Client.text(client.ask(ask)));
            for (Fault fault : Fault.values()) {
                assertThat(said).contains("| `" + fault.id());
            }
        }
        assertThat(Client.said(Client.text(client.ask("/故障 帮助")))).contains("会发生什么");
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void explainsItself(Fault fault) {
        if (Set.of(Fault.ENDLESS).contains(fault)) {
            return;
        }
        client.ask("/fault " + fault.id());
        String question = "/fault " + fault.id() + " times=1";
        client.ask(question);
        assertThat(Client.said(Client.text(client.ask(question)))).contains("the fault `" + fault.id() + "`");
        client.ask("/故障 " + fault.id() + " times=1");
        assertThat(Client.said(Client.text(client.ask("/故障 " + fault.id() + " times=1"))))
                .contains("故障 `" + fault.id());
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void breaksNothingInAnyDialect(Fault fault) {
        for (String path : List.of(Client.TEXT, Client.PARTS, Client.CHAT)) {
            for (boolean streaming : List.of(true, false)) {
                Reply reply = client.on(path).streaming(streaming).ask("/fault " + fault.id() + " times=9");
                assertThat(reply.body()
                                .limit(400)
                                .mapToInt(piece -> piece.bytes().length)
                                .sum())
                        .isNotNegative();
            }
        }
    }
}
