package dev.parley.provider.demo.talk;

/** The two languages the demo model speaks. */
public enum Language {
    EN("en"),
    ZH("zh");

    private final String tag;

    Language(String tag) {
        this.tag = tag;
    }

    public String tag() {
        return tag;
    }

    /** Chinese as soon as a text's beginning holds a Han character for every four Latin words, else English. */
    public static Language of(String whole) {
        String text = Beginning.of(whole);
        long han = text.codePoints().filter(Language::isHan).count();
        long words = text.split("[A-Za-z]+", -1).length - 1L;
        return han > 0 && han * 4 >= words ? ZH : EN;
    }

    static boolean isHan(int codePoint) {
        return Character.UnicodeScript.of(codePoint) == Character.UnicodeScript.HAN;
    }
}
