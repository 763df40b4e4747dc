/** The benchmark: what a token costs, how late it comes, what a connection holds. See docs/performance.md. */
@org.jspecify.annotations.NullMarked
package dev.parley.bench;
