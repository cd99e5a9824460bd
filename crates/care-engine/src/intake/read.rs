//! Answers read from a text: several at once, what they leave to be asked, and the way back from them.

use super::event::Note;
use super::prune::{added, prune, typed_marks};
use super::read_answers::ReadAnswers;
use super::risk::has_to_be_shown;
use super::step::Walk;
use super::{Intake, Place, Purpose};
use crate::case::{Answer, Case};
use crate::content::{Content, OptionSet, QuestionIx, Unknowns};

/// The case as it would be should its red-flag screen find nothing.
pub fn screened(content: &Content, case: &Case) -> Case {
    let screen = content.topic.red_flags;
    let nothing = content.question(screen).nothing();
    let mut supposed = case.clone();
    supposed.set(
        screen,
        nothing.map(|one| Answer::Several(OptionSet::only(one))),
    );
    supposed
}

impl Walk<'_> {
    /// Takes what was read. The screen is never answered by it; flags told are marked on its card, which
    /// then has to be answered.
    pub(super) fn read(&mut self, read: &ReadAnswers) {
        let before = Intake {
            before_read: None,
            ..self.intake.clone()
        };
        let mut answers = read.answers.iter();
        let course = answers.any(|(question, answer)| {
            self.begins_review(*question) && self.intake.case.answer(*question) != Some(*answer)
        });
        if course && self.intake.place != Place::Planned {
            self.review();
        }
        let (card, purpose) = match self.intake.place {
            Place::Ask(question, purpose) => (Some(question), purpose),
            Place::Summary | Place::Refine => (None, Purpose::Walk),
            Place::Planned | Place::Cancelled => return self.note(Note::NotNow),
        };
        let screen = self.content.topic.red_flags;
        let mut taken = self.retract(read);
        taken.extend(self.record(read, card));
        taken.dedup();
        let unasked = self.set_aside(&taken);
        taken.retain(|question| !unasked.contains(question));
        for question in &taken {
            self.enter(*question, card != Some(*question));
        }
        self.doubt(read, &before);
        if self.intake.case.answer(screen).is_some() {
            self.drop_what_no_longer_applies();
        }
        taken.extend(unasked);
        self.intake.unread |= !read.unread.is_empty();
        self.intake.unread_places.clone_from(&read.unread);
        for asked in &read.asked {
            if !self.intake.asked.contains(asked) {
                self.intake.asked.push(*asked);
            }
        }
        self.intake.read.clone_from(&taken);
        self.intake.told |= taken.iter().any(|question| card != Some(*question));
        self.intake.before_read = Some(Box::new(before));
        if !taken.is_empty() {
            self.note(Note::Read);
        }
        if !read.unread.is_empty() {
            self.note(Note::Unread(read.unread.clone()));
        }
        if !read.flags.is_empty() {
            return self.tell(read.flags, purpose);
        }
        match card {
            // The card's own question is still open; so is the screen, which comes before everything.
            Some(question) if self.is_open(question) => self.go(Place::Ask(question, purpose)),
            _ => self.onward(purpose),
        }
    }

    /// Opens the screen for flags that were told before.
    pub(super) fn tell_before(&mut self, flags: OptionSet) {
        match self.intake.place {
            Place::Ask(_, purpose) => self.tell(flags, purpose),
            Place::Planned => self.tell(flags, Purpose::Change),
            Place::Summary | Place::Refine => self.tell(flags, Purpose::Walk),
            Place::Cancelled => self.note(Note::NotNow),
        }
    }

    /// Whether a question has no answer, or one that a text left in doubt.
    fn is_open(&self, question: QuestionIx) -> bool {
        self.intake.case.answer(question).is_none() || self.intake.doubts.contains_key(&question)
    }

    /// Takes back what the text says is wrong or absent, and says which answers are left of it. A question that is
    /// left without one is put again.
    fn retract(&mut self, read: &ReadAnswers) -> Vec<QuestionIx> {
        let screen = self.content.topic.red_flags;
        let retracted = read.retracted.iter();
        for question in retracted.filter(|question| **question != screen) {
            self.intake.case.set(*question, None);
            self.put_again(*question);
        }
        let mut left = Vec::new();
        let denied = read.denied.iter();
        for (question, option) in denied.filter(|(question, _)| *question != screen) {
            if let Some(doubts) = self.intake.doubts.get_mut(question) {
                doubts.mark(*option, false);
                if doubts.is_empty() {
                    self.intake.doubts.remove(question);
                }
            }
            if self.intake.asking() == Some(*question) {
                self.intake.draft.mark(*option, false);
            }
            let Some(Answer::Several(mut marks)) = self.intake.recorded(*question) else {
                continue;
            };
            if marks.has(*option) {
                marks.mark(*option, false);
                let waits = self.intake.case.answer(*question).is_none();
                let answers = match waits {
                    true => &mut self.intake.unasked,
                    false => &mut self.intake.case,
                };
                answers.set(*question, Some(Answer::Several(marks)));
                if !marks.is_empty() {
                    left.push(*question);
                } else if !self.intake.again.contains(question) {
                    self.put_again(*question);
                    self.note_asked_again(*question);
                }
            }
        }
        left
    }

    /// Records the answers of a text, and says to which questions. Several options add to those recorded, but in a
    /// correction.
    fn record(&mut self, read: &ReadAnswers, card: Option<QuestionIx>) -> Vec<QuestionIx> {
        let screen = self.content.topic.red_flags;
        let mut taken = Vec::new();
        for (question, answer) in &read.answers {
            let (question, own_card) = (*question, card == Some(*question));
            if question == screen && !own_card {
                continue;
            }
            if own_card && !read.corrects {
                let against = self.contradicted(question, *answer);
                if !against.is_empty() {
                    self.note(Note::Contradicts(against));
                    continue;
                }
            }
            let answer = match (self.intake.recorded(question), *answer) {
                (Some(Answer::Several(old)), Answer::Several(new))
                    if !own_card && !read.corrects =>
                {
                    let contradicted = new.meets(self.content.question(question).exclusive)
                        && !old.meets(self.content.question(question).exclusive);
                    if contradicted {
                        self.intake.doubts.entry(question).or_default();
                    }
                    Answer::Several(added(self.content, question, old, new))
                }
                // At its own card words do what taps do.
                (_, Answer::Several(new)) if own_card && !read.corrects => {
                    Answer::Several(typed_marks(self.content, question, self.intake.draft, new))
                }
                (_, new) => new,
            };
            self.settle_doubt(question, answer, own_card || read.corrects);
            self.intake.case.set(question, Some(answer));
            self.intake.again.retain(|again| *again != question);
            self.intake.unasked.set(question, None);
            taken.push(question);
        }
        taken
    }

    /// An answer settles the doubt about its question, unless it leaves out what may have been meant.
    fn settle_doubt(&mut self, question: QuestionIx, answer: Answer, replaces: bool) {
        let Some(doubts) = self.intake.doubts.get(&question) else {
            return;
        };
        let alone = self.content.question(question).exclusive;
        let settled = match answer {
            Answer::Several(marks) => {
                (replaces && marks.meets(alone))
                    || !doubts.is_empty() && doubts.iter().all(|option| marks.has(option))
            }
            Answer::One(_) | Answer::Number(_) => true,
        };
        if settled {
            self.intake.doubts.remove(&question);
        }
    }

    /// Keeps what the text may have said until it is asked. An answer of one option or a number stands where the
    /// doubt does not go beyond it.
    fn doubt(&mut self, read: &ReadAnswers, before: &Intake) {
        for (question, candidates) in &read.uncertain {
            let within = match self.intake.case.answer(*question) {
                Some(Answer::One(option)) => candidates.is_empty() || candidates.has(option),
                Some(Answer::Number(_)) => true,
                Some(Answer::Several(_)) | None => false,
            };
            if !within {
                let doubts = self.intake.doubts.entry(*question).or_default();
                *doubts = doubts.iter().chain(candidates.iter()).collect();
            }
        }
        let mut new = Vec::new();
        for (question, doubts) in self.intake.doubts.clone() {
            self.put_again(question);
            if before.doubts.get(&question) != Some(&doubts) {
                new.push(question);
            }
        }
        if !new.is_empty() {
            self.note(Note::Doubtful(new));
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
            probe = screened(self.content, &probe);
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

    /// Takes back the last text: everything is as it was before it.
    pub(super) fn undo_read(&mut self) {
        let Some(before) = self.intake.before_read.take() else {
            return self.note(Note::NotNow);
        };
        let turn = self.intake.turn;
        self.intake = Intake { turn, ..*before };
        self.moved = true;
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

    /// Everything that texts have told of a case of which no card was answered yet, as if one text had told it. What is
    /// known from the person's settings is not among it.
    pub fn told_so_far(&self, content: &Content) -> ReadAnswers {
        let topic = &content.topic;
        let told = |question: &QuestionIx| {
            *question != topic.red_flags
                && *question != topic.role_question
                && Some(*question) != topic.access_question
        };
        let answers = content.question_places().filter(told);
        let exclusive = content.question(topic.red_flags).exclusive;
        let marked = self
            .draft
            .iter()
            .filter(|_| self.asking() == Some(topic.red_flags));
        ReadAnswers {
            answers: answers
                .filter_map(|question| Some((question, self.recorded(question)?)))
                .collect(),
            uncertain: self
                .doubts
                .iter()
                .map(|(question, all)| (*question, *all))
                .collect(),
            flags: marked.filter(|option| !exclusive.has(*option)).collect(),
            unread: self.unread_places.clone(),
            ..ReadAnswers::default()
        }
    }
}
