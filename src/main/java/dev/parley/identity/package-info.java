/** Who is asking: guests for now. */
@NullMarked
package dev.parley.identity;

import org.jspecify.annotations.NullMarked;
