//! Answers read from a text: several at once, what they leave to be asked, and the way back from them.

use super::prune::prune;
use super::read_answers::ReadAnswers;
use super::step::{Note, Walk};
use super::{Intake, Place, Purpose};
use crate::case::Answer;
use crate::content::{Content, OptionSet, QuestionIx, QuestionKind, Unknowns};

/// Whether marking some options of a question says that the others are absent, which is not the same as not
/// asked, so that marks read from a text have to be shown on the card once.
fn has_to_be_shown(content: &Content, question: QuestionIx) -> bool {
    let asked = content.question(question);
    asked.kind == QuestionKind::Several
        && asked.unknown.is_some()
        && asked.exclusive.iter().any(|option| {
            asked.unknown != Some(option) && !content.option(question, option).neutral
        })
}

impl Walk<'_> {
    /// Takes what was read. The screen is never answered by it; flags told are marked on its card, which
    /// then has to be answered.
    pub(super) fn read(&mut self, read: &ReadAnswers) {
        let (card, purpose) = match self.intake.place {
            Place::Ask(question, purpose) => (Some(question), purpose),
            Place::Summary | Place::Refine => (None, Purpose::Walk),
            Place::Planned | Place::Cancelled => return self.note(Note::NotNow),
        };
        let screen = self.content.topic.red_flags;
        for question in read
            .retracted
            .iter()
            .filter(|question| **question != screen)
        {
            self.intake.case.set(*question, None);
            self.put_again(*question);
        }
        let mut taken = Vec::new();
        for (question, answer) in &read.answers {
            if *question == screen && card != Some(screen) {
                continue;
            }
            self.intake.case.set(*question, Some(*answer));
            self.intake.again.retain(|again| again != question);
            taken.push(*question);
        }
        for question in &taken {
            self.intake.unasked.set(*question, None);
        }
        let unasked = self.set_aside(&taken);
        taken.retain(|question| !unasked.contains(question));
        for question in &taken {
            self.enter(*question, card != Some(*question));
        }
        for question in &read.uncertain {
            let answered = self.intake.case.answer(*question).is_some();
            let shown = has_to_be_shown(self.content, *question) && taken.contains(question);
            if *question != screen && (!answered || shown) {
                self.put_again(*question);
            }
        }
        if self.intake.case.answer(screen).is_some() {
            self.drop_what_no_longer_applies();
        }
        taken.extend(unasked);
        self.intake.unread |= read.unread;
        self.intake.read.clone_from(&taken);
        self.intake.told |= taken.iter().any(|question| card != Some(*question));
        if !taken.is_empty() {
            self.note(Note::Read);
        }
        if read.unread {
            self.note(Note::Unread);
        }
        if !read.flags.is_empty() {
            return self.tell(read.flags, purpose);
        }
        match card {
            // The card's own question is still open; so is the screen, which comes before everything.
            Some(question) if self.intake.case.answer(question).is_none() => {
                self.go(Place::Ask(question, purpose));
            }
            _ => self.onward(purpose),
        }
    }

    /// Marks flags on the card of the screen, and puts it before everything else.
    fn tell(&mut self, flags: OptionSet, purpose: Purpose) {
        let screen = self.content.topic.red_flags;
        self.put_again(screen);
        // Marks that are set already, by taps or by an earlier text, stay.
        let set = if self.intake.asking() == Some(screen) {
            self.intake.draft
        } else {
            OptionSet::default()
        };
        self.go(Place::Ask(screen, purpose));
        let exclusive = self.content.question(screen).exclusive;
        let marked = self.intake.draft.iter().chain(set.iter());
        let marked = marked.filter(|option| !exclusive.has(*option));
        self.intake.draft = marked.chain(flags.iter()).collect();
        self.note(Note::FlagTold(flags));
    }

    fn put_again(&mut self, question: QuestionIx) {
        if !self.intake.again.contains(&question) {
            // What was told of danger comes first.
            let at = if question == self.content.topic.red_flags {
                0
            } else {
                self.intake.again.len()
            };
            self.intake.again.insert(at, question);
        }
    }

    /// Enters an answer that was read into the case.
    fn enter(&mut self, question: QuestionIx, beside_its_card: bool) {
        let answer = self.intake.case.answer(question);
        if !self.intake.history.contains(&question) {
            self.intake.history.push(question);
        }
        self.ask_again(question, answer);
        if beside_its_card && has_to_be_shown(self.content, question) {
            self.put_again(question);
        }
    }

    /// Sets aside answers just read to questions that this case does not ask so far, such as how long symptoms last
    /// where none were told; the screen counts as passed for that. Says which.
    fn set_aside(&mut self, taken: &[QuestionIx]) -> Vec<QuestionIx> {
        let screen = self.content.topic.red_flags;
        let mut probe = self.intake.case.clone();
        if probe.answer(screen).is_none() {
            let asked = self.content.question(screen);
            let none = asked
                .exclusive
                .iter()
                .find(|option| asked.unknown != Some(*option));
            probe.set(
                screen,
                none.map(|none| Answer::Several(OptionSet::only(none))),
            );
        }
        let unasked: Vec<QuestionIx> = prune(self.content, &mut probe)
            .into_iter()
            .filter(|question| taken.contains(question))
            .collect();
        for question in &unasked {
            let answer = self.intake.case.answer(*question);
            self.intake.unasked.set(*question, answer);
            self.intake.case.set(*question, None);
        }
        unasked
    }

    /// Takes up answers that were set aside, as soon as the case asks for them. After the first plan only a tap
    /// answers: nothing is then shown once more before it counts.
    pub(super) fn take_up_unasked(&mut self) {
        if self.intake.plans > 0 {
            return;
        }
        let mut taken_up = false;
        loop {
            let view = self.content.view(&self.intake.case, Unknowns::Assumed);
            let waiting = self.intake.unasked.answered(self.content);
            let due = waiting
                .into_iter()
                .find(|place| view.holds(&self.content.question(*place).ask_if));
            let Some(question) = due else { break };
            let answer = self.intake.unasked.answer(question);
            self.intake.unasked.set(question, None);
            // What was tapped since stands.
            if self.intake.case.answer(question).is_none() {
                self.intake.case.set(question, answer);
                self.enter(question, true);
                taken_up = true;
            }
        }
        if taken_up {
            self.drop_what_no_longer_applies();
        }
    }

    /// Takes back what was read last; its questions are put.
    pub(super) fn undo_read(&mut self) {
        if self.intake.read.is_empty() {
            return self.note(Note::NotNow);
        }
        for question in std::mem::take(&mut self.intake.read) {
            self.intake.case.set(question, None);
            self.intake.unasked.set(question, None);
            self.intake.history.retain(|known| *known != question);
            self.intake.again.retain(|known| *known != question);
        }
        self.intake.unread = false;
        let purpose = match self.intake.place {
            Place::Ask(_, purpose) => purpose,
            _ => Purpose::Walk,
        };
        self.onward(purpose);
    }
}

impl Intake {
    /// The questions that the last text answered, as far as those answers are still there.
    pub fn read_last(&self) -> impl Iterator<Item = QuestionIx> {
        let kept = |question: &QuestionIx| {
            self.case.answer(*question).is_some() || self.unasked.answer(*question).is_some()
        };
        self.read.iter().copied().filter(kept)
    }
}
