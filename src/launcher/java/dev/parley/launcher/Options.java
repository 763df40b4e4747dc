package dev.parley.launcher;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The command line: what the launcher understands itself, and the rest, which is Payara Micro's. */
final class Options {
    static final String USAGE = "Usage: java -jar parley.jar [--port N] [--address A] [options of Payara Micro]\n\n"
            + "  --port N      listen on this port (default: the environment's PORT, else 8080)\n"
            + "  --address A   listen on this address only, such as 127.0.0.1 (default: all)\n"
            + "  --help        show this text\n\n"
            + "Parley is configured by environment variables or -D before -jar; see docs/configuration.md.";

    private static final int DEFAULT_PORT = 8080;
    private static final int LAST_PORT = 65535;

    final int port;
    /** Null for all addresses. */
    final String address;

    final boolean help;
    final List<String> others;

    private Options(int port, String address, boolean help, List<String> others) {
        this.port = port;
        this.address = address;
        this.help = help;
        this.others = others;
    }

    /** @throws IllegalArgumentException with a message for the user */
    static Options parse(String[] args, Map<String, String> environment) {
        String port = null;
        String address = null;
        boolean help = false;
        List<String> others = new ArrayList<>();
        for (int i = 0; i < args.length; i++) {
            int equals = args[i].startsWith("--") ? args[i].indexOf('=') : -1;
            String name = equals < 0 ? args[i] : args[i].substring(0, equals);
            boolean valued = "--port".equals(name) || "--address".equals(name);
            if (valued && equals < 0 && i + 1 == args.length) {
                throw new IllegalArgumentException(name + " needs a value.");
            }
            if (valued) {
                String value = equals < 0 ? args[++i] : args[i].substring(equals + 1);
                port = "--port".equals(name) ? value : port;
                address = "--address".equals(name) ? value : address;
            } else if ("--help".equals(name) || "-h".equals(name)) {
                help = true;
            } else {
                others.add(args[i]);
            }
        }
        String chosen = port == null ? environment.get("PORT") : port;
        return new Options(chosen == null || chosen.isEmpty() ? DEFAULT_PORT : number(chosen), address, help, others);
    }

    private static int number(String text) {
        try {
            int port = Integer.parseInt(text.trim());
            if (port >= 1 && port <= LAST_PORT) {
                return port;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException(
                "The port must be a number from 1 to " + LAST_PORT + ", not '" + text + "'.");
    }
}
