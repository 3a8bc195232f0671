package dev.rondo.testing;

import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** An executor that does with work what a test wants, and has no threads that could end. */
public final class FakeExecutor extends AbstractExecutorService {
    private final Executor work;

    /** Creates one that gives its work away: {@code Runnable::run} runs it where it is given. */
    public FakeExecutor(Executor work) {
        this.work = work;
    }

    @Override
    public void execute(Runnable command) {
        work.execute(command);
    }

    @Override
    public void shutdown() {}

    @Override
    public List<Runnable> shutdownNow() {
        return List.of();
    }

    @Override
    public boolean isShutdown() {
        return false;
    }

    @Override
    public boolean isTerminated() {
        return true;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return true;
    }
}
