package dev.parley.provider.demo.talk;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Answers conversations in the language of their last message. The answer depends on the user's messages and nothing
 * else: not on what was answered before, so that a stopped or cut answer changes nothing. Immutable after construction.
 */
public final class Conversationalist {

    private final Map<Language, Repertoire> repertoires = new EnumMap<>(Language.class);

    public Conversationalist() {
        for (Language language : Language.values()) {
            repertoires.put(language, new Repertoire(language));
        }
    }

    /** Answers the last of these messages of the user. */
    public Answer answer(List<String> messages) {
        String last = messages.get(messages.size() - 1);
        Seed seed = Seed.of(messages.toArray(String[]::new));
        Repertoire repertoire = repertoire(Language.of(last));
        Saying saying = repertoire.answer(messages, seed);
        return new Answer(repertoire.reasoning(messages, saying), saying.text());
    }

    /** Says a given text, with the reasoning that belongs to a rule of this name. */
    public Answer recite(List<String> messages, String rule, String text, Language language) {
        String reasoning = repertoire(language).reasoning(messages, new Saying(text, rule, 1, 1));
        return new Answer(reasoning, text);
    }

    private Repertoire repertoire(Language language) {
        Repertoire repertoire = repertoires.get(language);
        if (repertoire == null) {
            throw new IllegalStateException("no repertoire in " + language);
        }
        return repertoire;
    }
}
