//! How an outcome has changed between two visits.
//!
//! Rules see classes and no numbers: 101 totals against 101 are more than a proof over every case can carry.

use crate::case::{Answer, Case};
use crate::content::{Classes, Content, ImportantChange, Outcome, Unknowns};

/// The class of a change. Not known, the fourth class, is no class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Class {
    /// A gain of at least the largest published important change.
    Better,
    /// Neither: sources disagree, or it is less than any of them calls important.
    Within,
    /// A loss of at least the smallest published important change.
    Worse,
}

impl Classes {
    /// The answer that stands for a class.
    fn answer(self, class: Class) -> Answer {
        Answer::One(match class {
            Class::Better => self.better,
            Class::Within => self.within,
            Class::Worse => self.worse,
        })
    }
}

impl ImportantChange {
    /// Where its classes are kept.
    pub(crate) fn classes(&self) -> [Classes; 2] {
        [self.since_first, self.since_previous]
    }

    /// The class of a gain in points; a loss is below nought. Where sources disagree the stricter figure counts: the
    /// largest for a gain, the smallest for a loss.
    #[must_use]
    pub fn class(&self, gain: i32) -> Class {
        if gain >= i32::from(self.largest) {
            Class::Better
        } else if gain <= -i32::from(self.smallest) {
            Class::Worse
        } else {
            Class::Within
        }
    }
}

impl Outcome {
    /// The difference of two totals in points, as it stands: later less earlier. Nothing where one was not recorded,
    /// or where answers are options, which have an order and no distance.
    #[must_use]
    pub fn change(&self, before: &Case, now: &Case) -> Option<i32> {
        match (before.answer(self.question)?, now.answer(self.question)?) {
            (Answer::Number(before), Answer::Number(now)) => {
                Some(i32::from(now) - i32::from(before))
            }
            _ => None,
        }
    }

    /// The class of the change from one visit to another; nothing where it is not known.
    #[must_use]
    pub fn class(&self, before: &Case, now: &Case) -> Option<Class> {
        let change = self.change(before, now)?;
        let gain = if self.higher_is_better {
            change
        } else {
            -change
        };
        Some(self.important.as_ref()?.class(gain))
    }
}

/// The answers that count at a later visit, of the answers of an earlier one.
#[must_use]
pub fn measured(content: &Content, case: &Case) -> Case {
    let mut values = Case::default();
    for outcome in &content.outcomes {
        values.set(outcome.question, case.answer(outcome.question));
    }
    let growth = content
        .at_review
        .as_ref()
        .and_then(|at_review| at_review.growth);
    if let Some((size, _)) = growth {
        values.set(size, case.answer(size));
    }
    values
}

/// Sets the computed answers of a case: the classes of its outcomes against the first visit and the one before. What
/// is not known has no answer.
pub fn compare(content: &Content, first: &Case, previous: &Case, case: &mut Case) {
    for outcome in &content.outcomes {
        let Some(important) = &outcome.important else {
            continue;
        };
        let pairs = [
            (important.since_first, first),
            (important.since_previous, previous),
        ];
        for (classes, before) in pairs {
            let view = content.view(case, Unknowns::Assumed);
            let applies = view.holds(&content.question(classes.question).ask_if);
            let class = outcome.class(before, case).filter(|_| applies);
            case.set(classes.question, class.map(|class| classes.answer(class)));
        }
    }
}
