package dev.parley.provider.demo.talk;

/**
 * A text and how it was found.
 *
 * @param text what to say
 * @param rule the rule that fired, for the reasoning
 * @param choice which of the rule's texts it is, from 1
 * @param of how many texts the rule has
 */
record Saying(String text, String rule, int choice, int of) {}
