package dev.rondo.postgres;

import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/** Stops the tests' servers at the end of a session of tests, which may come before the JVM's. */
public final class ServersEnd implements LauncherSessionListener {
    @Override
    public void launcherSessionClosed(LauncherSession session) {
        RealServer.closeAll();
    }
}
