/** What happened to an answer, step by step: recorded, stored, told. */
@NullMarked
package dev.parley.trace;

import org.jspecify.annotations.NullMarked;
