package dev.parley.chat;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The languages of user messages. */
final class Languages {

    private static final List<Locale> OFFERED = List.of(Locale.ENGLISH, Locale.CHINESE);

    private Languages() {}

    /** The offered language that an Accept-Language header likes best; English if none, or if it cannot be read. */
    static Locale best(@Nullable String header) {
        if (header == null || header.isBlank()) {
            return Locale.ENGLISH;
        }
        try {
            Locale best = Locale.lookup(Locale.LanguageRange.parse(header), OFFERED);
            return best == null ? Locale.ENGLISH : best;
        } catch (IllegalArgumentException e) {
            return Locale.ENGLISH;
        }
    }
}
