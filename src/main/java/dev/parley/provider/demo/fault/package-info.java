/** What can go wrong on request: faults, their arguments, and how each disturbs a reply. Pure. */
@NullMarked
package dev.parley.provider.demo.fault;

import org.jspecify.annotations.NullMarked;
