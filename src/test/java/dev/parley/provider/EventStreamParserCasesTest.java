package dev.parley.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.protocol.Json;
import dev.parley.support.Fixtures;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.ws.rs.sse.InboundSseEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The checklist of docs/providers.md 6, each case whole, byte by byte, and cut in two at every byte. */
class EventStreamParserCasesTest {

    private record Seen(String type, String data, String lastEventId) {}

    @TestFactory
    Stream<DynamicTest> everyCaseWhereverItIsCut() {
        String cases = new String(Fixtures.read("other/sse-parser-cases.json"), StandardCharsets.UTF_8);
        return Json.value(cases).asJsonArray().stream()
                .map(JsonValue::asJsonObject)
                .map(one -> DynamicTest.dynamicTest(one.getString("id"), () -> check(one)));
    }

    private static void check(JsonObject one) {
        byte[] input = HexFormat.of().parseHex(one.getString("input_hex"));
        List<Seen> expected = one.getJsonArray("events").stream()
                .map(JsonValue::asJsonObject)
                .map(event ->
                        new Seen(event.getString("type"), event.getString("data"), event.getString("lastEventId")))
                .toList();
        long retry = one.isNull("retry") ? -1 : one.getInt("retry");
        for (int cut = 0; cut <= input.length; cut++) {
            verify(input, expected, retry, new int[] {cut, input.length - cut});
        }
        int[] single = new int[input.length];
        Arrays.fill(single, 1);
        verify(input, expected, retry, single);
    }

    private static void verify(byte[] input, List<Seen> expected, long retry, int[] lengths) {
        List<InboundSseEvent> events = new ArrayList<>();
        EventStreamParser parser = new EventStreamParser(EventStreamParser.DEFAULT_LIMIT, events::add);
        int at = 0;
        for (int length : lengths) {
            parser.feed(input, at, length);
            at += length;
        }
        assertThat(events)
                .extracting(event -> new Seen(
                        event.getName() == null ? "message" : event.getName(), event.readData(), event.getId()))
                .isEqualTo(expected);
        assertThat(parser.reconnectDelay()).isEqualTo(retry);
    }
}
