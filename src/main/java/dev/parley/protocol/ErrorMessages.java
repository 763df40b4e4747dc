package dev.parley.protocol;

import java.util.Locale;
import java.util.ResourceBundle;

/** The user messages of the error catalogue. */
public final class ErrorMessages {

    private static final ResourceBundle.Control NO_FALLBACK =
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES);
    private static final ResourceBundle ENGLISH = bundle(Locale.ENGLISH);
    private static final ResourceBundle CHINESE = bundle(Locale.SIMPLIFIED_CHINESE);

    private ErrorMessages() {}

    private static ResourceBundle bundle(Locale locale) {
        return ResourceBundle.getBundle(
                "dev.parley.protocol.errors", locale, ErrorMessages.class.getClassLoader(), NO_FALLBACK);
    }

    /** The message in Chinese for a Chinese locale, else in English. */
    public static String of(ErrorCode code, Locale locale) {
        boolean chinese = Locale.CHINESE.getLanguage().equals(locale.getLanguage());
        return (chinese ? CHINESE : ENGLISH).getString(code.wire());
    }
}
