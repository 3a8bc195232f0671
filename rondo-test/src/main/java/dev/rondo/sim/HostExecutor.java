package dev.rondo.sim;

import dev.rondo.EventLoop;
import dev.rondo.LoopExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * What {@code toThread} gets in a simulation: the code runs on the loop itself, a little later, so
 * that the run has one order. It takes no virtual time.
 */
final class HostExecutor extends AbstractExecutorService implements LoopExecutor {
    private final EventLoop loop;
    private boolean shutDown;

    HostExecutor(EventLoop loop) {
        this.loop = loop;
    }

    @Override
    public void execute(Runnable code) {
        if (shutDown) {
            throw new RejectedExecutionException("The executor is shut down");
        }
        loop.callSoon(code);
    }

    @Override
    public void shutdown() {
        shutDown = true;
    }

    @Override
    public List<Runnable> shutdownNow() {
        shutDown = true;
        return new ArrayList<>();
    }

    @Override
    public boolean isShutdown() {
        return shutDown;
    }

    @Override
    public boolean isTerminated() {
        return shutDown;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return shutDown;
    }
}
