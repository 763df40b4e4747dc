/** What the demo model says: scripts, topics and the choice among them. Pure: no clock, no chance, no server. */
@NullMarked
package dev.parley.provider.demo.talk;

import org.jspecify.annotations.NullMarked;
