/** Clock, ids, threads, timers and configuration checks: the only owner of threads. Uses no other package of Parley. */
@NullMarked
package dev.parley.platform;

import org.jspecify.annotations.NullMarked;
