/** Workers on the members of a Hazelcast cluster; on the class path too. */
module dev.rondo.cluster {
    requires transitive dev.rondo;
    requires transitive dev.rondo.workers;
    requires transitive com.hazelcast.core;
    requires static org.jspecify; // annotations only

    exports dev.rondo.cluster;
}
