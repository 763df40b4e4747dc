package dev.parley.launcher;

/**
 * Where {@code java -jar parley.jar} begins. The launcher is compiled for Java 8, so that an old Java is told what is
 * missing instead of failing on the first class file.
 */
public final class Main {
    private static final int NEEDED = 17;

    private Main() {}

    public static void main(String[] args) {
        String version = System.getProperty("java.specification.version");
        if (feature(version) < NEEDED) {
            System.err.println("Parley needs Java " + NEEDED + " or newer; this is Java " + version + " ("
                    + System.getProperty("java.home") + ").");
            System.exit(1);
        }
        Launcher.launch(args);
    }

    static int feature(String version) {
        return Integer.parseInt(version.startsWith("1.") ? version.substring(2) : version);
    }
}
