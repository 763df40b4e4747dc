/** Models and how they are reached: gateway, REST clients, event decoding, dialects, provider errors. */
@NullMarked
package dev.parley.provider;

import org.jspecify.annotations.NullMarked;
