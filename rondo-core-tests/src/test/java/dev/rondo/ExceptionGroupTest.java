package dev.rondo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExceptionGroupTest {
    private final IOException disk = new IOException("disk");
    private final IOException network = new IOException("network");
    private final ArithmeticException zero = new ArithmeticException("zero");
    private final Error fatal = new StackOverflowError("fatal");

    private static ExceptionGroup group(Throwable... members) {
        return new ExceptionGroup("it failed", List.of(members));
    }

    @Test
    void hasItsMembersInOrder() {
        List<Throwable> given = new ArrayList<>(List.of(disk, zero, fatal));
        ExceptionGroup group = new ExceptionGroup("it failed", given);
        given.clear();
        assertThat(group.exceptions()).containsExactly(disk, zero, fatal);
        assertThat(group.exceptions()).isUnmodifiable();
    }

    @Test
    void messageCountsItsMembers() {
        assertThat(group(disk)).hasMessage("it failed (1 sub-exception)");
        assertThat(group(disk, zero)).hasMessage("it failed (2 sub-exceptions)");
    }

    @Test
    void needsAMember() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> group())
                .withMessage("An ExceptionGroup needs at least one exception");
        assertThatNullPointerException()
                .isThrownBy(() -> new ExceptionGroup("it failed", Arrays.asList(disk, null)));
    }

    @Test
    void firstMemberIsTheCauseAndTheOthersAreSuppressed() {
        ExceptionGroup group = group(disk, zero, fatal);
        assertThat(group).hasCause(disk);
        assertThat(group.getSuppressed()).containsExactly(zero, fatal);
    }

    @Test
    void printedTraceShowsEveryMember() {
        StringWriter trace = new StringWriter();
        group(disk, group(zero, network)).printStackTrace(new PrintWriter(trace, true));
        assertThat(trace.toString())
                .contains("dev.rondo.ExceptionGroup: it failed (2 sub-exceptions)")
                .contains("Caused by: java.io.IOException: disk")
                .contains("Suppressed: dev.rondo.ExceptionGroup: it failed (2 sub-exceptions)")
                .contains("Caused by: java.lang.ArithmeticException: zero")
                .contains("Suppressed: java.io.IOException: network")
                .doesNotContain("CIRCULAR");
    }

    @Test
    void memberThatIsThereTwiceIsShownOnce() {
        ExceptionGroup group = group(disk, zero, disk, zero);
        assertThat(group.exceptions()).hasSize(4);
        assertThat(group.getSuppressed()).containsExactly(zero);
    }

    @Test
    void leavesOpenNestedGroups() {
        ExceptionGroup group = group(disk, group(zero, group(network)), fatal);
        assertThat(group.leaves()).containsExactly(disk, zero, network, fatal);
        assertThat(group.exceptions()).hasSize(3);
    }

    @Test
    void firstLooksIntoNestedGroups() {
        ExceptionGroup group = group(group(zero, network), disk);
        assertThat(group.first(IOException.class)).containsSame(network);
        assertThat(group.first(RuntimeException.class)).containsSame(zero);
        assertThat(group.first(Error.class)).isEmpty();
    }

    @Test
    void subgroupKeepsTheNestingOfWhatItSelects() {
        ExceptionGroup group = group(disk, group(zero, network), group(fatal));
        ExceptionGroup selected = group.subgroup(IOException.class::isInstance).orElseThrow();
        assertThat(selected).hasMessage("it failed (2 sub-exceptions)");
        assertThat(selected.exceptions().getFirst()).isSameAs(disk);
        assertThat(((ExceptionGroup) selected.exceptions().getLast()).exceptions())
                .containsExactly(network);
        assertThat(group.exceptions()).hasSize(3); // itself unchanged
    }

    @Test
    void subgroupOfNothingIsEmpty() {
        assertThat(group(disk, group(zero)).subgroup(Error.class::isInstance)).isEmpty();
    }

    @Test
    void subgroupsOfAConditionAndItsOppositeHaveAllLeaves() {
        ExceptionGroup group = group(disk, group(zero, network), fatal);
        List<Throwable> both = new ArrayList<>();
        both.addAll(group.subgroup(e -> e instanceof Exception).orElseThrow().leaves());
        both.addAll(group.subgroup(e -> !(e instanceof Exception)).orElseThrow().leaves());
        assertThat(both).containsExactlyInAnyOrder(disk, zero, network, fatal);
    }

    @Test
    void survivesSerialization() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(group(disk, zero));
        }
        try (ObjectInputStream in =
                new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            ExceptionGroup read = (ExceptionGroup) in.readObject();
            assertThat(read).hasMessage("it failed (2 sub-exceptions)");
            assertThat(read.exceptions())
                    .hasExactlyElementsOfTypes(IOException.class, ArithmeticException.class);
        }
    }
}
