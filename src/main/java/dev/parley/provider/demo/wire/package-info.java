/** How the demo model says it: requests read and checked, answers cut into tokens and framed in either dialect. Pure. */
@NullMarked
package dev.parley.provider.demo.wire;

import org.jspecify.annotations.NullMarked;
