/** Start-up checks and what an operator sees. */
@NullMarked
package dev.parley.operations;

import org.jspecify.annotations.NullMarked;
