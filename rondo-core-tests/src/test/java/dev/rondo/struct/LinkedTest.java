package dev.rondo.struct;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The set, against a {@link LinkedHashSet}. */
class LinkedTest {
    private static final class Member extends Linked.Member {}

    private final Linked<Member> linked = new Linked<>();

    @Test
    void newSetIsEmpty() {
        assertThat(linked.isEmpty()).isTrue();
        assertThat(linked.size()).isZero();
        assertThat(linked.toList()).isEmpty();
    }

    @Test
    void addingTwiceAndRemovingTwiceDoNothing() {
        Member a = new Member();
        Member b = new Member();
        linked.add(a);
        linked.add(b);
        linked.add(a);
        assertThat(linked.toList()).containsExactly(a, b);
        linked.remove(a);
        linked.remove(a);
        assertThat(linked.toList()).containsExactly(b);
        assertThat(linked.size()).isEqualTo(1);
    }

    @Test
    void itCanBeWalkedFromAnyMember() {
        Member a = new Member();
        Member b = new Member();
        linked.add(a);
        linked.add(b);
        assertThat(linked.contains(a)).isTrue();
        assertThat(linked.after(a)).isSameAs(b);
        assertThat(linked.after(b)).isNull();
        linked.remove(a);
        assertThat(linked.contains(a)).isFalse();
        assertThat(linked.after(a)).isNull();
    }

    @Test
    void firstMiddleAndLastCanBeRemoved() {
        for (int removed = 0; removed < 3; removed++) {
            Linked<Member> three = new Linked<>();
            List<Member> members =
                    new ArrayList<>(List.of(new Member(), new Member(), new Member()));
            members.forEach(three::add);
            three.remove(members.remove(removed));
            assertThat(three.toList()).isEqualTo(members);
            Member last = new Member();
            three.add(last);
            members.add(last);
            assertThat(three.toList()).isEqualTo(members);
        }
    }

    @Test
    void removedMemberMayJoinAgainAtTheEndOrElsewhere() {
        Member a = new Member();
        Member b = new Member();
        linked.add(a);
        linked.add(b);
        linked.remove(a);
        linked.add(a);
        assertThat(linked.toList()).containsExactly(b, a);
        linked.remove(a);
        Linked<Member> other = new Linked<>();
        other.add(a);
        assertThat(other.toList()).containsExactly(a);
        assertThat(linked.toList()).containsExactly(b);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void anyOperationsDoWhatTheyDoToALinkedHashSet(long seed) {
        Random random = new Random(seed);
        List<Member> members = IntStream.range(0, 60).mapToObj(i -> new Member()).toList();
        Set<Member> model = new LinkedHashSet<>();
        for (int step = 0; step < 2_000; step++) {
            Member member = members.get(random.nextInt(members.size()));
            if (random.nextBoolean()) {
                linked.add(member);
                model.add(member);
            } else {
                linked.remove(member);
                model.remove(member);
            }
            assertThat(linked.size()).isEqualTo(model.size());
            assertThat(linked.isEmpty()).isEqualTo(model.isEmpty());
            assertThat(linked.toList()).containsExactlyElementsOf(model);
        }
    }
}
