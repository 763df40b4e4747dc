package dev.parley.platform;

import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.ThreadFactory;

/** Virtual threads for byte code that also runs on JDK 17. */
public final class VirtualThreads {

    private VirtualThreads() {}

    /** Whether this JDK has the feature release asked for, and with it virtual threads (21 or later). */
    public static boolean available(int feature) {
        return Runtime.version().feature() >= Math.max(feature, 21);
    }

    /** Makes virtual threads, without any context. */
    static ThreadFactory factory(String prefix) {
        try {
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            Class<?> type = Class.forName("java.lang.Thread$Builder");
            builder = type.getMethod("name", String.class, long.class).invoke(builder, prefix, 0L);
            return (ThreadFactory) type.getMethod("factory").invoke(builder);
        } catch (NoSuchMethodException | ClassNotFoundException | IllegalAccessException e) {
            throw new IllegalStateException("this JDK has no virtual threads", e);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException("virtual threads cannot be made", e.getCause());
        }
    }
}
