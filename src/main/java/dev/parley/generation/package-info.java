/** One answer's life: run, retry, stop, and its terminal state. */
@NullMarked
package dev.parley.generation;

import org.jspecify.annotations.NullMarked;
