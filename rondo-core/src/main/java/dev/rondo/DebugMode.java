package dev.rondo;

/** Whether new loops start in debug mode: {@code -Drondo.debug=true} or {@code RONDO_DEBUG=1}. */
final class DebugMode {
    static final boolean DEFAULT =
            enabled(
                    System.getProperty(
                            "rondo.debug", System.getenv().getOrDefault("RONDO_DEBUG", "")));

    private DebugMode() {}

    private static boolean enabled(String value) {
        return !value.isEmpty() && !value.equals("0") && !value.equalsIgnoreCase("false");
    }
}
