package dev.parley.provider.demo.talk;

/** What the model thinks and what it says; the text is the same whether or not the thinking is shown. */
public record Answer(String reasoning, String text) {}
