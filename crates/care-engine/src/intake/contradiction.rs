//! What was read before and an answer typed at its card would silently set aside.

use super::step::Walk;
use crate::case::Answer;
use crate::content::{OptionIx, QuestionIx, Unknowns};

impl Walk<'_> {
    /// What a text said before and this answer contradicts: something else of the same question, or answers that wait
    /// and would not be asked for any more. A word such as "no" is typed at the wrong card too easily to take them
    /// away.
    pub(super) fn contradicted(&self, question: QuestionIx, answer: Answer) -> Vec<QuestionIx> {
        let Answer::One(chosen) = answer else {
            return Vec::new();
        };
        let doubts = self.intake.doubts.get(&question);
        let doubted = doubts.is_some_and(|doubts| !doubts.is_empty() && !doubts.has(chosen));
        let own = doubted.then_some(question);
        let waiting = self.intake.unasked.answered(self.content).into_iter();
        let asked_with = |waits: QuestionIx, option: OptionIx| {
            let mut case = self.intake.case.clone();
            case.set(question, Some(Answer::One(option)));
            let view = self.content.view(&case, Unknowns::Assumed);
            view.holds(&self.content.question(waits).ask_if)
        };
        let set_aside = waiting.filter(|waits| {
            let mut options = self.content.option_places(question);
            !asked_with(*waits, chosen) && options.any(|option| asked_with(*waits, option))
        });
        own.into_iter().chain(set_aside).collect()
    }
}
