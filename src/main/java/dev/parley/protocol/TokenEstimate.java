package dev.parley.protocol;

/**
 * How many tokens a text has, roughly, where no provider has counted: a Chinese, Japanese or Korean character is one,
 * and so are four others, begun ones included.
 */
public final class TokenEstimate {

    private static final int OTHERS_TO_A_TOKEN = 4;

    private long cjk;
    private long others;

    /** Of one text. */
    public static long of(CharSequence text) {
        return new TokenEstimate().add(text).tokens();
    }

    /** Counts another piece of the same text. */
    public TokenEstimate add(CharSequence text) {
        text.codePoints().forEach(this::count);
        return this;
    }

    private void count(int codePoint) {
        if (isCjk(codePoint)) {
            cjk++;
        } else {
            others++;
        }
    }

    private static boolean isCjk(int codePoint) {
        if (codePoint < 0x2E80) {
            return false;
        }
        return switch (Character.UnicodeScript.of(codePoint)) {
            case HAN, HIRAGANA, KATAKANA, HANGUL, BOPOMOFO -> true;
            default -> codePoint >= 0x3000 && codePoint <= 0x303F || codePoint >= 0xFF00 && codePoint <= 0xFFEF;
        };
    }

    public long tokens() {
        return cjk + (others + OTHERS_TO_A_TOKEN - 1) / OTHERS_TO_A_TOKEN;
    }
}
