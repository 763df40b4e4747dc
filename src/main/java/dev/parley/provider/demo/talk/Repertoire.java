package dev.parley.provider.demo.talk;

import dev.parley.provider.ChatRequest;
import java.util.List;
import java.util.Optional;

/** Everything the model can say in one language: commands first, then long texts, topics, and small talk. */
final class Repertoire {

    private static final String ECHO = "/echo ";
    private static final int TITLE_LETTERS = 24;

    private final List<Topic> topics;
    private final LongText longText;
    private final Eliza eliza;
    private final List<String> reasoning;
    private final String label;

    Repertoire(Language language) {
        topics = Resources.lines("topics/index.txt").stream()
                .map(name -> Topic.read(name, language))
                .toList();
        longText = new LongText(language);
        eliza = new Eliza(language);
        reasoning = Resources.lines("reasoning." + language.tag() + ".txt");
        label = Resources.text("label." + language.tag() + ".txt").strip();
    }

    Saying answer(List<String> messages, Seed seed) {
        String last = messages.get(messages.size() - 1);
        if (last.startsWith(ECHO)) {
            return new Saying(last.substring(ECHO.length()), "echo", 1, 1);
        }
        if (last.startsWith(ChatRequest.TITLE_PROMPT)) {
            return new Saying(title(last.substring(ChatRequest.TITLE_PROMPT.length())), "title", 1, 1);
        }
        String beginning = Beginning.of(last);
        return longText.askedBy(beginning, seed)
                .or(() -> topic(beginning, seed))
                .orElseGet(() -> smallTalk(messages, seed));
    }

    /** The question's first words, without the signs behind them. */
    private static String title(String conversation) {
        String line = conversation.strip().lines().findFirst().orElse("");
        return beginning(line).replaceAll("[\\s\\p{Punct}。？！，；：、]+$", "");
    }

    private Optional<Saying> topic(String message, Seed seed) {
        return topics.stream()
                .filter(topic -> topic.isMeantBy(message))
                .findFirst()
                .map(topic -> topic.say(seed));
    }

    /** The first answer of a conversation says what it comes from. */
    private Saying smallTalk(List<String> messages, Seed seed) {
        Saying saying = eliza.answer(messages, seed);
        return messages.size() > 1
                ? saying
                : new Saying(saying.text() + "\n\n" + label, saying.rule(), saying.choice(), saying.of());
    }

    /** The reasoning tells truly how the answer was found. */
    String reasoning(List<String> messages, Saying saying) {
        String last = messages.get(messages.size() - 1);
        return String.join("\n", reasoning)
                .replace("{length}", Integer.toString(last.codePointCount(0, last.length())))
                .replace("{turns}", Integer.toString(messages.size()))
                .replace("{rule}", saying.rule())
                .replace("{choice}", Integer.toString(saying.choice()))
                .replace("{of}", Integer.toString(saying.of()))
                .replace("{begin}", beginning(last));
    }

    private static String beginning(String message) {
        int letters = message.codePointCount(0, message.length());
        String line = message.replace('\n', ' ');
        return letters <= TITLE_LETTERS ? line : line.substring(0, line.offsetByCodePoints(0, TITLE_LETTERS)) + "…";
    }
}
