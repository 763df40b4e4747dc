package dev.parley.provider;

/** Checks keys before they reach an HTTP client, which would quote a faulty one in its exception. */
final class ApiKeys {

    static final String FAULT = "holds a blank, a line break or another character that no key has: copy it again";

    private ApiKeys() {}

    /** Whether the key can stand in a header: printable ASCII without blanks, or nothing at all. */
    static boolean isUsable(String key) {
        return key.chars().allMatch(c -> c > 0x20 && c < 0x7F);
    }
}
