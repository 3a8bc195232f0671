package dev.rondo.history;

import java.util.ArrayList;
import java.util.List;

/** Says by trying all orders of a few operations whether one explains the answers. */
final class AllOrders {
    private AllOrders() {}

    static <S, C, A> boolean explain(Model<S, C, A> model, List<Operation<C, A>> operations) {
        return explain(
                model, model.initial(), operations.stream().filter(o -> !o.isRefused()).toList());
    }

    private static <S, C, A> boolean explain(
            Model<S, C, A> model, S state, List<Operation<C, A>> left) {
        if (left.stream().allMatch(Operation::isUnknown)) {
            return true;
        }
        for (Operation<C, A> first : left) {
            List<Operation<C, A>> others = new ArrayList<>(left);
            others.remove(first);
            boolean mayBeFirst = others.stream().allMatch(other -> first.begun() < other.ended());
            Model.Step<S, A> step = model.step(state, first.call());
            boolean fits =
                    first.answer()
                            .map(answer -> model.fits(first.call(), step.answer(), answer))
                            .orElse(true);
            if (mayBeFirst && fits && explain(model, step.state(), others)) {
                return true;
            }
        }
        return false;
    }
}
