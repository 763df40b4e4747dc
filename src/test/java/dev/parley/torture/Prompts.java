package dev.parley.torture;

import java.util.List;
import java.util.SplittableRandom;

/** Questions whose answers by the demo model differ in length, language and kind. */
final class Prompts {

    private static final List<String> TOPICS = List.of(
            "Show me Java code",
            "Some Python, please",
            "Compare them in a table",
            "Markdown with everything",
            "A list of steps",
            "Write a poem",
            "What can you do",
            "What is Parley and how does its journal work",
            "I remember the sea because my brother always wins",
            "My computer is broken and I feel sad",
            "写一段代码",
            "用表格比较一下",
            "写一首诗",
            "格式示例",
            "我记得大海，因为我总是想念我的家人");

    private static final List<String> PIECES = List.of(
            "plain words and more of them, ",
            "\uD83D\uDE00\uD83D\uDE80",
            "\uD83D\uDC68\u200D\uD83D\uDC69\u200D\uD83D\uDC67\u200D\uD83D\uDC66",
            "\uD83C\uDDE8\uD83C\uDDF3",
            "e\u0301\u0302 n\u0303",
            "中文与标点，混在一起。",
            "\u0645\u0631\u062D\u0628\u0627 \u05E9\u05DC\u05D5\u05DD ",
            "\uD835\uDCAB\uD835\uDCB6\uD835\uDCC7",
            "\n\n```java\nint i = 0;\t// \"quoted\" \\ back\n```\n",
            "\n| a | b |\n| --- | --- |\n| 1 | 2 |\n",
            "<script>alert('&amp;')</script>",
            "data: not an event\n\n",
            "\u2028\u2029\u0085\u00A0\uFEFF",
            "\r\n",
            "{\"json\":[1,2,null]}",
            "\u0001\u007F\uFFFD");

    private Prompts() {}

    static String prompt(SplittableRandom random, String marker) {
        return switch (random.nextInt(6)) {
            case 0, 1 -> "/long " + (50 + random.nextInt(4_000)) + ' ' + marker;
            case 2 -> "写" + (50 + random.nextInt(1_500)) + "字 " + marker;
            case 3, 4 -> TOPICS.get(random.nextInt(TOPICS.size())) + ' ' + marker;
            default -> echo(random, marker);
        };
    }

    private static String echo(SplittableRandom random, String marker) {
        StringBuilder text = new StringBuilder("/echo ");
        int pieces = 1 + random.nextInt(200);
        for (int i = 0; i < pieces; i++) {
            text.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        return text.append(' ').append(marker).toString();
    }
}
