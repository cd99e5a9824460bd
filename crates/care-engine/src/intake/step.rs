//! One event, one step.

use super::event::{Event, Note, Step};
use super::prune::{prune, typed_marks};
use super::risk::is_risk;
use super::typed::{Typed, typed};
use super::what_if::Override;
use super::{Intake, Place, Purpose, shared_card};
use crate::case::Answer;
use crate::content::{Content, OptionIx, OptionSet, QuestionIx, QuestionKind, Truth, Unknowns};

/// Applies one event. Total: an event that does not fit changes nothing and says so.
pub fn step(content: &Content, before: &Intake, event: &Event) -> Step {
    let mut walk = Walk {
        content,
        intake: before.clone(),
        notes: Vec::new(),
        plan: false,
        moved: false,
    };
    walk.apply(event);
    walk.compare();
    let mut asked = Vec::new();
    if walk.plan {
        walk.intake.changed.clear();
        asked = std::mem::take(&mut walk.intake.asked);
    } else if *event != Event::UndoRead {
        walk.note_changed(before);
    }
    if walk.moved {
        walk.intake.turn = walk.intake.turn.wrapping_add(1);
        if !matches!(event, Event::Read(_)) {
            walk.intake.before_read = None;
        }
    }
    Step {
        intake: walk.intake,
        notes: walk.notes,
        plan: walk.plan,
        asked,
    }
}

pub(super) struct Walk<'c> {
    pub(super) content: &'c Content,
    pub(super) intake: Intake,
    notes: Vec<Note>,
    pub(super) plan: bool,
    pub(super) moved: bool,
}

impl Walk<'_> {
    /// Notes which answers have changed since the last plan; before there is one, none has.
    fn note_changed(&mut self, before: &Intake) {
        if !before.takes_changes() && before.changed.is_empty() {
            return;
        }
        for place in self.content.question_places() {
            let differs = before.case.answer(place) != self.intake.case.answer(place);
            if differs && !self.intake.changed.contains(&place) {
                self.intake.changed.push(place);
            }
        }
    }

    fn apply(&mut self, event: &Event) {
        match event {
            Event::Choose(question, option) => match self.on_card(*question) {
                Some(QuestionKind::One) => self.choose(*question, *option),
                Some(QuestionKind::Several) if self.content.question(*question).quick => {
                    self.choose_only(*question, *option);
                }
                None if self.ends_with(*question) => self.done_with(*question, *option),
                _ => self.note(Note::NotNow),
            },
            Event::Mark(question, option, on) => match self.on_card(*question) {
                Some(QuestionKind::Several) => self.mark(*question, *option, *on),
                _ if self.shares(*question) => self.mark_other(*question, *on),
                _ => self.note(Note::NotNow),
            },
            Event::Done(question) => match self.on_card(*question) {
                Some(QuestionKind::Several) => self.done(*question),
                _ => self.note(Note::NotNow),
            },
            Event::Skip(question) => self.skip(*question),
            Event::Type(text) => self.type_in(text),
            Event::Read(read) => self.read(read),
            Event::Tell(flags) => self.tell_before(*flags),
            Event::UndoRead => self.undo_read(),
            Event::Back => self.back(),
            Event::Edit(question) => self.edit(*question),
            Event::Apply(change) => self.apply_override(*change),
            Event::ShowPlan => self.show_plan(),
            Event::Refine => match self.intake.place {
                Place::Planned | Place::Refine => self.go(Place::Refine),
                _ => self.note(Note::NotNow),
            },
            Event::StartOver => self.start_over(),
            Event::Review => self.review(),
            Event::Kept => self.show_kept(),
            Event::LeaveReview => self.leave_review(),
            Event::Cancel => {
                self.go(Place::Cancelled);
            }
            Event::Reopen => self.reopen(),
        }
    }

    pub(super) fn note(&mut self, note: Note) {
        self.notes.push(note);
    }

    /// One note for all that has to be looked at again.
    pub(super) fn note_asked_again(&mut self, question: QuestionIx) {
        let known = self.notes.iter_mut().find_map(|note| match note {
            Note::AskedAgain(places) => Some(places),
            _ => None,
        });
        match known {
            Some(places) => places.push(question),
            None => self.note(Note::AskedAgain(vec![question])),
        }
    }

    fn on_card(&self, question: QuestionIx) -> Option<QuestionKind> {
        (self.intake.asking() == Some(question)).then(|| self.content.question(question).kind)
    }

    /// Whether a question has its mark on the present card.
    fn shares(&self, question: QuestionIx) -> bool {
        let shared = shared_card(self.content, &self.intake);
        shared.is_some_and(|shared| shared.others.contains(&question))
    }

    /// Whether the options of a question stand beside Done on the present card.
    fn ends_with(&self, question: QuestionIx) -> bool {
        let shared = shared_card(self.content, &self.intake);
        shared.is_some_and(|shared| shared.ends_with == Some(question))
    }

    pub(super) fn go(&mut self, place: Place) {
        self.moved = true;
        self.intake.place = place;
        self.intake.marked.clear();
        self.intake.clearing = false;
        self.intake.told |= place == Place::Summary;
        self.intake.draft = match place {
            Place::Ask(question, _) => self.intake.marks(self.content, question),
            _ => OptionSet::default(),
        };
        // What is in doubt is marked, also where its question shares the card.
        if let Some(shared) = shared_card(self.content, &self.intake) {
            let doubted = |other: &QuestionIx| self.intake.doubts.contains_key(other);
            self.intake.marked = shared.others.into_iter().filter(doubted).collect();
        }
    }

    fn choose(&mut self, question: QuestionIx, option: OptionIx) {
        if option.index() >= self.content.question(question).options.len() {
            return self.note(Note::NotNow);
        }
        self.accept(question, Some(Answer::One(option)));
    }

    fn skip(&mut self, question: QuestionIx) {
        let asked = self.content.question(question);
        match self.on_card(question) {
            Some(QuestionKind::Number) if asked.may_skip => self.accept(question, None),
            // After the plan any question may be left as it was.
            Some(_) if !matches!(self.intake.place, Place::Ask(_, Purpose::Walk)) => self.back(),
            _ => self.note(Note::NotNow),
        }
    }

    fn type_in(&mut self, text: &str) {
        let Some(question) = self.intake.asking() else {
            return self.note(Note::NotNow);
        };
        match typed(self.content, question, text) {
            Typed::Answer(Answer::Several(set)) => {
                if self.asks_before_clearing(question, set) {
                    return;
                }
                let asked = self.content.question(question);
                let refused =
                    asked.confirm_unknown && asked.unknown.is_some_and(|unknown| set.has(unknown));
                if refused && self.intake.refusals == 0 {
                    self.intake.refusals = 1;
                    self.moved = true;
                    return self.note(Note::ScreenNeeded);
                }
                let marks = typed_marks(self.content, question, self.intake.draft, set);
                self.accept(question, Some(Answer::Several(marks)));
            }
            Typed::Answer(answer) => match self.contradicted(question, answer) {
                against if against.is_empty() => self.accept(question, Some(answer)),
                against => self.note(Note::Contradicts(against)),
            },
            Typed::OutOfRange { min, max } => self.note(Note::OutOfRange { min, max }),
            Typed::NotUnderstood => self.note(Note::NotUnderstood),
        }
    }

    /// Takes an answer, drops what no longer applies, and finds the next card.
    pub(super) fn accept(&mut self, question: QuestionIx, answer: Option<Answer>) {
        let Place::Ask(_, purpose) = self.intake.place else {
            return self.note(Note::NotNow);
        };
        self.take(question, answer, purpose);
    }

    fn take(&mut self, question: QuestionIx, answer: Option<Answer>, purpose: Purpose) {
        let before = self.intake.case.answer(question);
        self.intake.case.set(question, answer);
        self.intake.doubts.remove(&question);
        self.intake.again.retain(|again| *again != question);
        if purpose == Purpose::Walk && !self.intake.history.contains(&question) {
            self.intake.history.push(question);
        }
        if before != answer {
            self.ask_again(question, answer);
        }
        self.drop_what_no_longer_applies();
        self.onward(purpose);
    }

    /// What was only supposed is taken over. A second tap finds it taken, and changes nothing.
    fn apply_override(&mut self, change: Override) {
        let after_plan = self.intake.takes_changes();
        let question = change.question();
        let case = &self.intake.case;
        match change.answer(self.content, case) {
            Some(answer) if after_plan && case.answer(question) != Some(answer) => {
                if self.begins_review(question) {
                    self.review();
                    self.intake.case.set(question, Some(answer));
                    self.intake.again.retain(|again| *again != question);
                    self.intake.history.push(question);
                    return;
                }
                let marks = match change {
                    Override::Mark(_, option, true) => OptionSet::only(option),
                    Override::Several(_, marks) => marks,
                    _ => OptionSet::default(),
                };
                if !marks.is_empty() && self.is_open_risk(question) {
                    self.go(Place::Ask(question, Purpose::Change));
                    for option in marks.iter() {
                        self.mark(question, option, true);
                    }
                    return;
                }
                self.take(question, Some(answer), Purpose::Change);
            }
            Some(_) if after_plan => {}
            _ => self.note(Note::NotNow),
        }
    }

    /// Whether risks are asked for that were never answered. One of them alone says nothing of the others, so it is
    /// marked on their card and not taken for the whole list.
    fn is_open_risk(&self, question: QuestionIx) -> bool {
        let asked = self.content.question(question);
        let answered = match self.intake.case.answer(question) {
            Some(Answer::Several(marks)) => {
                !asked.unknown.is_some_and(|unknown| marks.has(unknown))
            }
            answer => answer.is_some(),
        };
        is_risk(self.content, question) && !answered
    }

    /// Some answers make an earlier one doubtful: a growing lesion asks for the screen again.
    pub(super) fn ask_again(&mut self, question: QuestionIx, answer: Option<Answer>) {
        self.notice_growth(question, answer);
        let option = match answer {
            Some(Answer::One(option)) => option,
            Some(Answer::Several(marks)) => return self.ask_again_for(question, marks),
            Some(Answer::Number(_)) | None => return,
        };
        let Some(again) = self.content.option(question, option).asks_again else {
            return;
        };
        // Within a review the red flags come first: they are not put twice for how the course is.
        let settled = self.is_course(question) && self.intake.history.contains(&again);
        if settled && self.intake.is_in_review() {
            return;
        }
        if again != question && !self.intake.again.contains(&again) {
            self.intake.again.push(again);
            self.note_asked_again(again);
        }
    }

    pub(super) fn drop_what_no_longer_applies(&mut self) {
        for outcome in &self.content.outcomes {
            for classes in outcome.important.iter().flat_map(|known| known.classes()) {
                // Worked out anew when the step is done.
                self.intake.case.set(classes.question, None);
            }
        }
        let before = self.intake.case.clone();
        let mut dropped = prune(self.content, &mut self.intake.case);
        self.intake.history.retain(|place| !dropped.contains(place));
        // Before the first plan a risk waits where it is only open whether it will be asked again: taking back what
        // hurts does not take back an anticoagulant. It waits too where it is not asked only because of who asks: what a
        // patient told of a blood thinner counts, though no card of theirs asks for it.
        if self.intake.plans == 0 {
            let mut of_anybody = self.intake.case.clone();
            of_anybody.set(self.content.topic.role_question, None);
            let open = self.content.view(&of_anybody, Unknowns::Open);
            let asked = |place: QuestionIx| open.truth(&self.content.question(place).ask_if);
            let (waits, gone): (Vec<_>, Vec<_>) = dropped
                .into_iter()
                .partition(|place| is_risk(self.content, *place) && asked(*place) != Truth::No);
            for place in waits {
                self.intake.unasked.set(place, before.answer(place));
            }
            dropped = gone;
        }
        if !dropped.is_empty() {
            self.note(Note::Dropped(dropped));
        }
    }
}
