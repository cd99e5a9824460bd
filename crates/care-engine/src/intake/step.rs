//! One event, one step.

use super::prune::{marked, prune, typed_marks};
use super::read_answers::{ReadAnswers, UnreadPlace};
use super::risk::is_risk;
use super::typed::{Typed, typed};
use super::what_if::Override;
use super::{Intake, Place, Purpose, shared_card};
use crate::case::Answer;
use crate::content::{Content, OptionIx, OptionSet, QuestionIx, QuestionKind, Truth, Unknowns};

/// What a person does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// Taps an option of a one-choice question.
    Choose(QuestionIx, OptionIx),
    /// Taps an option of a several-choice question; says what the mark shall be, so that a tap
    /// that arrives twice does not undo itself.
    Mark(QuestionIx, OptionIx, bool),
    /// Is done with a several-choice question.
    Done(QuestionIx),
    /// Leaves out a question that may be left out.
    Skip(QuestionIx),
    /// Types where a button would be.
    Type(String),
    /// Types what was read into several answers at once.
    Read(ReadAnswers),
    /// Red flags that were told before: the screen opens with them marked.
    Tell(OptionSet),
    /// Takes back what was read last.
    UndoRead,
    /// Goes one card back.
    Back,
    /// Opens an answer to change it.
    Edit(QuestionIx),
    /// Takes over an answer that was supposed under the plan.
    Apply(Override),
    /// Asks for the plan.
    ShowPlan,
    /// Asks what else can be answered.
    Refine,
    /// Throws the answers away and begins again.
    StartOver,
    /// Begins the next visit of the case.
    Review,
    /// Shows the answers that a review has kept.
    Kept,
    /// Goes back to the plan that stood before the review.
    LeaveReview,
    /// Closes the case; its answers are kept.
    Cancel,
    /// Opens a closed case again.
    Reopen,
}

/// What the person has to be told beside the next card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Note {
    /// These answers no longer apply and were dropped.
    Dropped(Vec<QuestionIx>),
    /// A number outside its range.
    OutOfRange {
        /// The smallest number that is taken as an answer.
        min: u16,
        /// The largest number that is taken as an answer.
        max: u16,
    },
    /// The text fits none of the options.
    NotUnderstood,
    /// A text was read into answers.
    Read,
    /// These parts of a text were not understood; none where it is no longer known which.
    Unread(Vec<UnreadPlace>),
    /// A text may mean several things; what that is about is asked before it counts.
    Doubtful(Vec<QuestionIx>),
    /// A text told of red flags; they are marked on the screen.
    FlagTold(OptionSet),
    /// The answer contradicts what was read before; a tap says what holds.
    Contradicts(Vec<QuestionIx>),
    /// These options of a question are marked, and these questions beside it, and the answer would clear them: it
    /// has to be given once more.
    WouldClear(QuestionIx, OptionSet, Vec<QuestionIx>),
    /// The red-flag screen cannot be left out; it is asked once more.
    ScreenNeeded,
    /// A several-choice question needs at least one mark.
    NothingMarked,
    /// A later answer asks for these questions again.
    AskedAgain(Vec<QuestionIx>),
    /// The event does not fit the card; nothing was changed.
    NotNow,
    /// The content was changed under the case, and not all of it could be read back.
    ContentChanged,
}

/// The result of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The state after the event.
    pub intake: Intake,
    /// What the person has to be told beside the next card.
    pub notes: Vec<Note>,
    /// The plan is due now.
    pub plan: bool,
}

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

    /// One of several options that is the whole answer.
    fn choose_only(&mut self, question: QuestionIx, option: OptionIx) {
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
    fn asks_before_clearing(&mut self, question: QuestionIx, set: OptionSet) -> bool {
        let exclusive = self.content.question(question).exclusive;
        let marked = self.intake.draft.iter();
        let marked: OptionSet = marked.filter(|option| !exclusive.has(*option)).collect();
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

    fn mark_other(&mut self, question: QuestionIx, on: bool) {
        self.intake.clearing = false;
        self.intake.marked.retain(|marked| *marked != question);
        if on {
            self.intake.marked.push(question);
        }
    }

    /// Sets or clears a mark. One that excludes all others is the whole answer, and is taken at once.
    fn mark(&mut self, question: QuestionIx, option: OptionIx, on: bool) {
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

    fn done(&mut self, question: QuestionIx) {
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
    fn done_with(&mut self, ending: QuestionIx, option: OptionIx) {
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
    fn accept(&mut self, question: QuestionIx, answer: Option<Answer>) {
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
                if let (Override::Mark(_, option, true), true) =
                    (change, self.is_open_risk(question))
                {
                    self.go(Place::Ask(question, Purpose::Change));
                    return self.mark(question, option, true);
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
        // hurts does not take back an anticoagulant.
        if self.intake.plans == 0 {
            let open = self.content.view(&self.intake.case, Unknowns::Open);
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
