/**
 * Workers on threads and in processes, processes of our own, channels and memory between them; on the
 * class path too. A worker's JVM has the modules and the class path of the JVM that starts it.
 */
module dev.rondo.workers {
    requires transitive dev.rondo;
    requires static org.jspecify; // annotations only

    exports dev.rondo.workers;
}
