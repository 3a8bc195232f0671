/**
 * Virtual time, what tests leave behind, conformance suites, and the simulation of programs of many
 * hosts; on the class path too.
 *
 * <p>A module of tests that uses {@code SimulationTest} or {@code EveryOrder} opens its packages to
 * {@code dev.rondo.test}, as it does to JUnit: each run makes an object of the test's class.
 */
module dev.rondo.test {
    requires transitive dev.rondo;
    requires static org.jspecify; // annotations only
    requires static org.junit.jupiter.api; // whoever uses the annotations has it already

    exports dev.rondo.history;
    exports dev.rondo.sim;
    exports dev.rondo.test;
}
