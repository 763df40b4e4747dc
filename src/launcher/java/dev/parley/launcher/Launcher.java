package dev.parley.launcher;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.URL;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** Starts Payara Micro with the application inside, in this JVM, and says how it went. */
final class Launcher {
    private static final String LISTENER =
            "configs.config.server-config.network-config.network-listeners.network-listener.http-listener.address=";
    private static final int ANSWER_MILLIS = 30_000;
    private static final long SHUTDOWN_MILLIS = 40_000;

    // Payara Micro redirects the standard streams to its log.
    private static final PrintStream OUT = System.out;
    private static final PrintStream ERR = System.err;

    private Launcher() {}

    static void launch(String[] args) {
        try {
            Options options = Options.parse(args, System.getenv());
            if (options.help) {
                OUT.println(Options.USAGE);
                return;
            }
            InetSocketAddress socket = socket(options);
            checkFree(socket);
            setDefaults(socket);
            OUT.println("Parley is starting ...");
            start(arguments(options), socket);
            StartLog.started();
            OUT.println("Parley is ready: http://" + host(options) + ":" + options.port + "/");
        } catch (IllegalArgumentException | IOException e) {
            fail(e.getMessage());
        } catch (ReflectiveOperationException | LinkageError e) {
            fail("Payara Micro could not be started: " + e);
        }
    }

    private static InetSocketAddress socket(Options options) throws UnknownHostException {
        if (options.address == null) {
            return new InetSocketAddress(options.port);
        }
        try {
            return new InetSocketAddress(InetAddress.getByName(options.address), options.port);
        } catch (UnknownHostException e) {
            throw new UnknownHostException("There is no address '" + options.address + "' to listen on.");
        }
    }

    private static void checkFree(InetSocketAddress socket) throws IOException {
        try (ServerSocket server = new ServerSocket()) {
            server.bind(socket);
        } catch (IOException e) {
            int port = socket.getPort();
            int other = port < 65535 ? port + 1 : 8080;
            throw new IOException(
                    isTaken(e)
                            ? "Port " + port + " is in use: choose another one, such as --port " + other + "."
                            : "Parley cannot listen on " + socket + ": " + e.getMessage() + ".");
        }
    }

    private static boolean isTaken(IOException e) {
        return String.valueOf(e.getMessage()).contains("in use");
    }

    /** What the application needs of the JVM, and what keeps Payara Micro quiet; -D on the command line wins. */
    private static void setDefaults(InetSocketAddress socket) {
        // So that answers of the demo model go on after a restart before the first request comes in.
        if (System.getenv("PARLEY_DEMO_BASE_URL") == null) {
            setDefault(
                    "parley.demo.base-url",
                    "http://" + host(reachable(socket)) + ":" + socket.getPort() + "/demo/api/v1");
        }
        // So that links in the log can be opened.
        setDefault("parley.port", "" + socket.getPort());
        setDefault("sun.net.http.retryPost", "false");
        setDefault("org.jboss.resteasy.microprofile.defaultToURLConnectionHttpClient", "true");
        setDefault("java.awt.headless", "true");
    }

    private static void setDefault(String key, String value) {
        if (System.getProperty(key) == null) {
            System.setProperty(key, value);
        }
    }

    private static String[] arguments(Options options) throws IOException {
        List<String> arguments = new ArrayList<>(
                Arrays.asList("--port", "" + options.port, "--nocluster", "--nohazelcast", "--disablephonehome"));
        if (options.address != null) {
            File commands = File.createTempFile("parley-", ".txt");
            commands.deleteOnExit();
            String line = "set " + LISTENER + options.address + System.lineSeparator();
            Files.write(commands.toPath(), line.getBytes(StandardCharsets.UTF_8));
            arguments.addAll(Arrays.asList("--prebootcommandfile", commands.getPath()));
        }
        arguments.addAll(options.others);
        return arguments.toArray(new String[0]);
    }

    /** Returns when the application serves; ends the JVM when it does not. */
    private static void start(String[] arguments, InetSocketAddress socket) throws ReflectiveOperationException {
        try {
            Object server = Class.forName("fish.payara.micro.boot.PayaraMicroLauncher")
                    .getMethod("create", String[].class)
                    .invoke(null, (Object) arguments);
            Object runtime = call(server, "fish.payara.micro.boot.PayaraMicroBoot", "getRuntime");
            Object names = call(runtime, "fish.payara.micro.PayaraMicroRuntime", "getDeployedApplicationNames");
            // An application that fails in its own start-up counts as deployed; every answer is 500 then.
            if (((Collection<?>) names).isEmpty() || !answers(socket)) {
                fail(StartLog.cause("The application could not be deployed; the log above says why."));
            }
        } catch (InvocationTargetException e) {
            fail(StartLog.cause(StartLog.message(e.getCause())));
        }
    }

    private static InetAddress reachable(InetSocketAddress socket) {
        return socket.getAddress().isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : socket.getAddress();
    }

    private static String host(InetAddress address) {
        return address.getHostAddress().contains(":") ? "[" + address.getHostAddress() + "]" : address.getHostAddress();
    }

    private static boolean answers(InetSocketAddress socket) {
        InetAddress address = reachable(socket);
        try {
            URL root = new URL("http", address.getHostAddress(), socket.getPort(), "/");
            HttpURLConnection connection = (HttpURLConnection) root.openConnection(Proxy.NO_PROXY);
            connection.setConnectTimeout(ANSWER_MILLIS);
            connection.setReadTimeout(ANSWER_MILLIS);
            connection.setInstanceFollowRedirects(false);
            int status = connection.getResponseCode();
            connection.disconnect();
            return status < HttpURLConnection.HTTP_INTERNAL_ERROR;
        } catch (IOException e) {
            return false;
        }
    }

    private static Object call(Object target, String type, String method) throws ReflectiveOperationException {
        return Class.forName(type, true, target.getClass().getClassLoader())
                .getMethod(method)
                .invoke(target);
    }

    private static String host(Options options) {
        boolean all = options.address == null || "0.0.0.0".equals(options.address) || "::".equals(options.address);
        return all || "127.0.0.1".equals(options.address) ? "localhost" : options.address;
    }

    private static void fail(String message) {
        Thread watchdog = new Thread(Launcher::halt, "parley-halt");
        watchdog.setDaemon(true);
        watchdog.start();
        ERR.println("Parley did not start. " + message);
        ERR.flush();
        StartLog.silence();
        // What the user reads last is the line above, not the server's farewell.
        System.setOut(new PrintStream(new Nowhere()));
        System.setErr(System.out);
        System.exit(1);
    }

    /** A half started server may hang in its shutdown. */
    private static void halt() {
        try {
            Thread.sleep(SHUTDOWN_MILLIS);
        } catch (InterruptedException e) {
            // halt now
        }
        Runtime.getRuntime().halt(1);
    }

    private static final class Nowhere extends OutputStream {
        @Override
        public void write(int b) {}

        @Override
        public void write(byte[] b, int off, int len) {}
    }
}
