package dev.parley.provider.demo;

import dev.parley.provider.demo.fault.Fault;
import dev.parley.provider.demo.fault.FaultGuide;
import dev.parley.provider.demo.fault.FaultLine;
import dev.parley.provider.demo.talk.Answer;
import dev.parley.provider.demo.talk.Conversationalist;
import dev.parley.provider.demo.talk.Language;
import java.util.List;
import java.util.Optional;

/** Decides what to say: to a prompt, with or without a fault before it, or about the faults themselves. */
final class Speaker {

    private final Conversationalist conversationalist = new Conversationalist();
    private final FaultGuide guide = new FaultGuide();

    Answer answer(List<String> messages) {
        String last = messages.get(messages.size() - 1);
        List<String> prompts = messages.stream().map(FaultLine::promptIn).toList();
        Optional<FaultLine> line = FaultLine.of(last);
        if (line.isEmpty() || line.get().fault().isPresent() && line.get().prompt() != null) {
            return conversationalist.answer(prompts);
        }
        Language language = language(line.get(), messages);
        String text =
                line.get().fault().map(fault -> explained(fault, language)).orElse(guide.help(language));
        return conversationalist.recite(messages, "/fault", text, language);
    }

    /** Whether the last message asks for the list of faults: a long table that nobody wants to wait for. */
    static boolean isAskedForHelp(List<String> messages) {
        return FaultLine.of(messages.get(messages.size() - 1))
                .filter(line -> line.fault().isEmpty())
                .isPresent();
    }

    private String explained(Fault fault, Language language) {
        return guide.explanation(fault, language);
    }

    private static Language language(FaultLine line, List<String> messages) {
        if (line.language() == Language.ZH || messages.size() < 2) {
            return line.language();
        }
        return Language.of(messages.get(messages.size() - 2));
    }
}
