package dev.rondo.process;

import dev.rondo.EventLoop;
import dev.rondo.stream.ByteStream;
import java.util.List;
import java.util.Map;

/** A way to start children. */
sealed interface Launcher permits NativeLauncher, JdkLauncher {
    /**
     * Starts programs, each one's output the next one's input; when one cannot be started, none is
     * left. On a thread that may block.
     *
     * @throws ProcessException if one cannot be started
     */
    List<? extends Child> launch(List<Plan> plans);

    /** A child that was started. */
    sealed interface Child permits NativeChild, JdkChild {
        long pid();

        /** Kills and reaps it, and gives back what it has: nobody wants it any more. May block. */
        void undo();

        /**
         * Makes streams of its pipes and watches for its end. Loop thread, once. When it throws,
         * {@link #undo} is left to do.
         */
        void attach(EventLoop loop, Exit exit);

        /** Returns this process's ends of its pipes, by the child's number. Loop thread. */
        Map<Integer, ByteStream> streams();

        /**
         * Sends a signal, unless it has ended. Loop thread.
         *
         * @param group to all of its group
         * @return whether it was sent
         */
        boolean signal(Signal signal, boolean group);

        /** What is left of its group when it ends is killed from now on. Loop thread. */
        void endsWithGroup();

        /** Tells its terminal a new size. Loop thread. */
        void resize(Plan.Size size);
    }
}
