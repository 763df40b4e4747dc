package dev.parley.provider.demo.talk;

/** One message of the conversation as the model sees it. */
public record Turn(String role, String text) {

    public boolean isUser() {
        return role.equals("user");
    }
}
