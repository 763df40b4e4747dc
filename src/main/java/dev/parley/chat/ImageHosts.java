package dev.parley.chat;

import dev.parley.platform.Settings;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.Config;

/**
 * From where the page may show images that an answer names: none but its own, unless the operator names hosts. An image's
 * address can carry what was said to whoever serves it.
 */
record ImageHosts(List<String> names) {

    private static final String KEY = "parley.images.allowed";
    private static final String ANY = "*";
    private static final String LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
    private static final Pattern HOST = Pattern.compile("(\\*\\.)?" + LABEL + "(\\." + LABEL + ")*(:[0-9]{1,5})?");

    /** Faulty values become faults of the settings. */
    static ImageHosts read(Settings settings) {
        List<String> names = settings.names(KEY).stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .toList();
        for (String name : names) {
            if (!name.equals(ANY) && !HOST.matcher(name).matches()) {
                settings.fault(
                        KEY,
                        "must be hosts such as img.example.org or *.example.org, or * for any, has \"" + name + '"');
            }
        }
        return new ImageHosts(names);
    }

    static ImageHosts of(Config config) {
        return read(Settings.of(config));
    }

    /** As sources of a Content-Security-Policy, with a blank before each. */
    String sources() {
        return names.stream()
                .map(name -> name.equals(ANY) ? " https:" : " https://" + name)
                .collect(Collectors.joining());
    }
}
