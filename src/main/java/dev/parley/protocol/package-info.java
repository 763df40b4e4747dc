/** The vocabulary: ids, events, frames, error and close codes, and their JSON codec. */
@NullMarked
package dev.parley.protocol;

import org.jspecify.annotations.NullMarked;
