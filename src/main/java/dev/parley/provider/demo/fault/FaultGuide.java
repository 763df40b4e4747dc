package dev.parley.provider.demo.fault;

import dev.parley.provider.demo.talk.Language;
import dev.parley.provider.demo.talk.Resources;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Tells about the faults in either language. */
public final class FaultGuide {

    private record Entry(String name, String arguments, String text) {
        static Entry read(String line) {
            String[] parts = line.split("\\s*\\|\\s*", 3);
            return new Entry(parts[0], parts[1], parts[2]);
        }

        String row() {
            return "| `" + (name + " " + arguments).strip() + "` | " + text + " |";
        }
    }

    private final Map<Language, List<Entry>> entries = new EnumMap<>(Language.class);
    private final Map<Language, String> frames = new EnumMap<>(Language.class);
    private final Map<Language, String> explanations = new EnumMap<>(Language.class);

    public FaultGuide() {
        for (Language language : Language.values()) {
            String tag = language.tag();
            entries.put(
                    language,
                    Resources.lines("faults." + tag + ".txt").stream()
                            .map(Entry::read)
                            .toList());
            frames.put(language, Resources.text("fault-help." + tag + ".md"));
            explanations.put(
                    language, Resources.text("fault-explained." + tag + ".md").strip());
        }
    }

    /** All faults in a Markdown table. */
    public String help(Language language) {
        List<String> rows = entries(language).stream().map(Entry::row).toList();
        return frames.getOrDefault(language, "")
                .replace("{rows}", String.join("\n", rows))
                .strip();
    }

    /** What a fault does, as an answer to somebody who asked for it without a question. */
    public String explanation(Fault fault, Language language) {
        return explanations
                .getOrDefault(language, "")
                .replace("{name}", fault.id())
                .replace("{text}", text(fault, language));
    }

    private String text(Fault fault, Language language) {
        return entries(language).stream()
                .filter(entry -> entry.name().equals(fault.id()))
                .map(Entry::text)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(fault.id() + " is not described in " + language));
    }

    private List<Entry> entries(Language language) {
        return entries.getOrDefault(language, List.of());
    }
}
