package dev.parley.provider.demo.talk;

import java.util.List;

/** A conversationalist's script: keywords by falling rank, what is remembered, and what is said when nothing fits. */
record Script(Reflection reflection, List<Keyword> keywords, List<Rule> memory, List<String> none) {

    static Script read(Language language) {
        ScriptReader reader = new ScriptReader(language);
        Resources.lines("eliza." + language.tag() + ".txt").forEach(reader::line);
        return reader.script();
    }
}
