//! The card of a question that takes several answers: marks, Done, and the questions that share it.

use super::event::Note;
use super::prune::marked;
use super::risk::is_risk;
use super::shared_card;
use super::step::Walk;
use crate::case::Answer;
use crate::content::{Content, OptionIx, OptionSet, QuestionIx};

impl Walk<'_> {
    /// One of several options that is the whole answer.
    pub(super) fn choose_only(&mut self, question: QuestionIx, option: OptionIx) {
        if option.index() >= self.content.question(question).options.len() {
            return self.note(Note::NotNow);
        }
        let set = OptionSet::only(option);
        if self.asks_before_clearing(question, set) {
            return;
        }
        self.accept(question, Some(Answer::Several(set)));
    }

    /// Whether an answer would clear all red flags or risks that are marked on the card, and was not given twice. A
    /// slip of the finger must not take a danger away.
    pub(super) fn asks_before_clearing(&mut self, question: QuestionIx, set: OptionSet) -> bool {
        let exclusive = self.content.question(question).exclusive;
        let marked = self.intake.draft.without(exclusive);
        let clears = set.iter().all(|option| exclusive.has(option));
        let guarded = question == self.content.topic.red_flags || is_risk(self.content, question);
        let others = self.intake.marked.clone();
        let nothing = marked.is_empty() && others.is_empty();
        if nothing || !guarded || !clears || self.intake.clearing {
            return false;
        }
        self.intake.clearing = true;
        self.moved = true;
        self.note(Note::WouldClear(question, marked, others));
        true
    }

    pub(super) fn mark_other(&mut self, question: QuestionIx, on: bool) {
        self.intake.clearing = false;
        self.intake.marked.retain(|marked| *marked != question);
        if on {
            self.intake.marked.push(question);
        }
    }

    /// Sets or clears a mark. One that excludes all others is the whole answer, and is taken at once.
    pub(super) fn mark(&mut self, question: QuestionIx, option: OptionIx, on: bool) {
        let asked = self.content.question(question);
        if option.index() >= asked.options.len() {
            return self.note(Note::NotNow);
        }
        if on
            && asked.exclusive.has(option)
            && self.asks_before_clearing(question, OptionSet::only(option))
        {
            return;
        }
        if asked.confirm_unknown && on && asked.unknown == Some(option) && self.intake.refusals == 0
        {
            self.intake.refusals = 1;
            self.moved = true;
            return self.note(Note::ScreenNeeded);
        }
        if on && asked.exclusive.has(option) {
            let unknown = asked.unknown == Some(option);
            return self.finish(question, OptionSet::only(option), |other, content| {
                let other = content.question(other);
                let (_, unmarked) = other.mark.as_ref()?;
                if unknown {
                    other.unknown
                } else {
                    Some(*unmarked)
                }
            });
        }
        self.intake.clearing = false;
        self.intake.draft = marked(asked, self.intake.draft, option, on);
    }

    pub(super) fn done(&mut self, question: QuestionIx) {
        let mut set = self.intake.draft;
        if set.is_empty() {
            let asked = self.content.question(question);
            let mut alone = asked.exclusive.iter();
            let none = alone.find(|option| asked.unknown != Some(*option));
            match none.filter(|_| !self.intake.marked.is_empty()) {
                Some(none) => set = OptionSet::only(none),
                None => return self.note(Note::NothingMarked),
            }
        }
        let marked = self.intake.marked.clone();
        self.finish(question, set, |other, content| {
            let (_, unmarked) = content.question(other).mark.as_ref()?;
            (!marked.contains(&other)).then_some(*unmarked)
        });
    }

    /// Done, and the answer to the question that ends the card, in one tap.
    pub(super) fn done_with(&mut self, ending: QuestionIx, option: OptionIx) {
        let Some(question) = self.intake.asking() else {
            return self.note(Note::NotNow);
        };
        if option.index() >= self.content.question(ending).options.len() {
            return self.note(Note::NotNow);
        }
        // Nothing marked is not the same as none of these.
        if self.intake.draft.is_empty() && self.intake.marked.is_empty() {
            return self.note(Note::NothingMarked);
        }
        let answer = match self.content.takes_several(ending) {
            true => Answer::Several(OptionSet::only(option)),
            false => Answer::One(option),
        };
        self.intake.case.set(ending, Some(answer));
        self.intake.doubts.remove(&ending);
        self.intake.again.retain(|again| *again != ending);
        if !self.intake.history.contains(&ending) {
            self.intake.history.push(ending);
        }
        self.ask_again(ending, Some(answer));
        self.done(question);
    }

    /// Takes the answer to a card, and with it those of the questions that share the card. One that gets none is
    /// put by itself.
    fn finish(
        &mut self,
        question: QuestionIx,
        set: OptionSet,
        other: impl Fn(QuestionIx, &Content) -> Option<OptionIx>,
    ) {
        let shared = shared_card(self.content, &self.intake);
        for place in shared.into_iter().flat_map(|shared| shared.others) {
            // Where a text left it in doubt, no mark says nothing.
            let doubted = self.intake.doubts.contains_key(&place);
            if let Some(option) = other(place, self.content).filter(|_| !doubted) {
                self.intake.case.set(place, Some(Answer::One(option)));
                self.intake.again.retain(|again| *again != place);
                if !self.intake.history.contains(&place) {
                    self.intake.history.push(place);
                }
            }
        }
        self.accept(question, Some(Answer::Several(set)));
    }
}
