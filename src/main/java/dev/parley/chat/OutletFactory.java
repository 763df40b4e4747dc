package dev.parley.chat;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes the outlet of one socket. */
@FunctionalInterface
interface OutletFactory {
    Outlet make(Supplier<@Nullable String> source, Runnable cleanUp);
}
