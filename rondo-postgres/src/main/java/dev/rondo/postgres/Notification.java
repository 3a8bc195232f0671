package dev.rondo.postgres;

/**
 * A message of NOTIFY.
 *
 * @param processId the process of the server's whose session sent it
 * @param channel the name of the channel
 * @param payload its text, empty if it has none
 */
public record Notification(int processId, String channel, String payload) {}
