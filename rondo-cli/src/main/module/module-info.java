/** The rondo command. Nothing is exported: a program has no use of its classes. */
module dev.rondo.cli {
    requires dev.rondo; // for the programs that it runs
    requires dev.rondo.http; // for serve, too
    requires jdk.compiler;
    requires static org.jspecify; // annotations only
}
