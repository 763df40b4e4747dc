package dev.parley.chat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Names for files that a browser saves, made of what users wrote. */
public final class FileNames {

    private static final int LONGEST = 80;

    private FileNames() {}

    /** The value of Content-Disposition (RFC 6266, RFC 5987): a plain name, and the whole one for those that read it. */
    public static String attachment(String title, String extension) {
        String name = title.replaceAll("[\\p{Cntrl}/\\\\:*?\"<>|%;.]+", " ").strip();
        int length = name.codePointCount(0, name.length());
        String cut = name.substring(0, name.offsetByCodePoints(0, Math.min(length, LONGEST)))
                .strip();
        String whole = (cut.isEmpty() ? "conversation" : cut) + '.' + extension;
        String plain = whole.replaceAll("[^A-Za-z0-9. _-]+", "_");
        String encoded = URLEncoder.encode(whole, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A");
        return "attachment; filename=\"" + plain + "\"; filename*=UTF-8''" + encoded;
    }
}
