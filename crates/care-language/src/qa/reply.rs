//! A reply to a message, in parts.

use super::facts::NewFact;
use super::notes::CaseNote;
use super::topic::Topic;
use crate::phi;
use crate::reading::Reading;
use care_engine::case::{Answer as CaseAnswer, Case};
use care_engine::content::{
    ActIx, Content, EmergencyIx, IntentIx, NoAnswerIx, OptionSet, QuestionIx, SmallTalkKind,
    StatementIx,
};

/// A reply to a message.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reply {
    /// What of the message could identify a person; beside a red flag both are told.
    pub identifiers: phi::Kinds,
    /// An emergency that was told before and is not said to be over: it stays in front of everything.
    pub standing: Option<EmergencyIx>,
    /// Red flags told before and not yet answered for: they stay in front of every answer.
    pub pending: OptionSet,
    /// What the message says of the case and its answers do not, and what earlier ones said.
    pub new_facts: Vec<NewFact>,
    /// What the message says of the case, asks nothing, and is recorded so already.
    pub recorded: Vec<(QuestionIx, CaseAnswer)>,
    /// What of it stays in the thread: it counts until it is recorded or answered otherwise.
    pub told: Case,
    /// One answer to each question of the message; at least one.
    pub answers: Vec<Answer>,
    /// What is said in the language of the message, where that is not English.
    pub other_language: Option<String>,
    /// Somebody writes about their own body.
    pub patient: bool,
    /// A part of the message was not read as a question.
    pub unread: bool,
    /// What the next question may lean on.
    pub topic: Option<Topic>,
}

impl Reply {
    pub(super) fn of(answer: Answer) -> Self {
        Self {
            answers: vec![answer],
            ..Self::default()
        }
    }

    /// A part of what was told of the case was not read: the first answer that offers a treatment begins by saying that it does
    /// not reckon with it. That part may be what speaks against the treatment.
    pub fn reckon_without_unread(&mut self, content: &Content) {
        let offers = |answer: &&mut Answer| answer.opening.is_some() || answer.offers_treatment;
        if let Some(first) = self.answers.iter_mut().find(offers) {
            first.begin_with(content.text("answer.opening.unread"));
        }
    }

    /// What was told is more than a plan that only observes reckons with: the first answer with lines of it begins by saying so.
    pub(super) fn say_outgrown(&mut self, content: &Content) {
        let mut answers = self.answers.iter_mut();
        if let Some(first) = answers.find(|answer| !answer.notes.is_empty()) {
            first.begin_with(content.text("answer.opening.outgrown"));
        }
    }

    /// Adds the answer to one more question, without what was said before. One that says nothing else is left out.
    pub(super) fn push(&mut self, mut answer: Answer) {
        let said = |note: &CaseNote| {
            let mut before = self.answers.iter().flat_map(|answer| &answer.notes);
            before.any(|one| one.id == note.id)
        };
        let notes = answer.notes.len();
        answer.notes.retain(|note| !said(note));
        let says_nothing = notes > 0
            && answer.notes.is_empty()
            && answer.statements.is_empty()
            && answer.script.is_empty();
        if !says_nothing {
            self.answers.push(answer);
        }
    }

    /// Something was told that is recorded already: that is said, and in place of a decline. `tells`: the text tells news
    /// of the patient, whatever it is answered.
    pub(super) fn tell_recorded(&mut self, case: &Case, reading: &Reading, tells: bool) {
        let mut answers = self.answers.iter();
        let is_declined = answers.all(|one| one.reason.is_not_understood());
        let is_new = self.new_facts.iter().any(|fact| !fact.earlier);
        if is_new || !(is_declined || tells) {
            return;
        }
        let known = reading.answers.iter().filter(|read| !read.by_the_way);
        let known = known.filter_map(|read| {
            let recorded = case.answer(read.question)?;
            let is_said = match (recorded, read.answer) {
                (CaseAnswer::Several(marks), CaseAnswer::Several(said)) => {
                    said.iter().all(|option| marks.has(option))
                }
                (recorded, said) => recorded == said,
            };
            is_said.then_some((read.question, read.answer))
        });
        // "HbA1c 82" where diabetes is recorded says what is known.
        let meant = reading.uncertain.iter().filter_map(|one| {
            let CaseAnswer::Several(marks) = case.answer(one.question)? else {
                return None;
            };
            let known = one.candidates.iter().filter(|option| marks.has(*option));
            let known: OptionSet = known.collect();
            (!known.is_empty()).then_some((one.question, CaseAnswer::Several(known)))
        });
        self.recorded = known.chain(meant).collect();
        if is_declined && !self.recorded.is_empty() {
            self.answers = vec![Answer::declined(Reason::Answered)];
        }
    }

    /// Red flags wait for the screen: what is done about them first stands before every answer.
    pub(super) fn remind(&mut self, urgent: Vec<CaseNote>) {
        for answer in &mut self.answers {
            answer
                .notes
                .retain(|note| !urgent.iter().any(|one| one.id == note.id));
        }
        if let Some(first) = self.answers.first_mut() {
            first.notes.splice(0..0, urgent);
        }
    }

    /// Something was told and nothing asked: what it closes comes first, in place of a decline.
    pub(super) fn tell_closed(&mut self, closed: Vec<CaseNote>) {
        let answered = |answer: &Answer| matches!(answer.reason, Reason::Answered | Reason::Dose);
        if !self.answers.iter().any(answered) {
            self.answers = vec![Answer::declined(Reason::Answered)];
        }
        if let Some(first) = self.answers.first_mut() {
            first
                .notes
                .retain(|note| !closed.iter().any(|new| new.id == note.id));
            first.notes.splice(0..0, closed);
        }
    }

    /// The answer to the first question.
    pub fn into_first(self) -> Answer {
        let first = self.answers.into_iter().next();
        first.unwrap_or_else(|| Answer::declined(Reason::Clarify))
    }

    /// Why there is an answer, or none: of several questions the first that is answered counts.
    pub fn reason(&self) -> Reason {
        let reasons = || self.answers.iter().map(|answer| answer.reason);
        let answered = reasons().find(|reason| *reason == Reason::Answered);
        answered.or(reasons().next()).unwrap_or(Reason::Clarify)
    }

    /// The answer to the first question.
    pub fn first(&self) -> Option<&Answer> {
        self.answers.first()
    }

    /// The red flags told of this patient.
    pub fn flags(&self) -> OptionSet {
        match self.answers.first().map(|answer| answer.reason) {
            Some(Reason::RedFlag(flags)) => flags,
            _ => OptionSet::default(),
        }
    }

    /// What comes before everything, if anything does.
    pub fn emergency(&self) -> Option<EmergencyIx> {
        match self.answers.first()?.reason {
            Reason::Emergency(place) => Some(place),
            _ => None,
        }
    }
}

/// An answer to one question, or why there is none.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// Why it is answered so, or not answered.
    pub reason: Reason,
    /// The share of the question that the best text of any kind holds, from 0 to about 1.
    pub understood: f32,
    /// What was asked, as far as it is one of the things that are.
    pub asked: Option<IntentIx>,
    /// How it begins where a yes or a no about a treatment of the case is asked for.
    pub opening: Option<String>,
    /// It names a treatment, and says what the plan offers of it.
    pub offers_treatment: bool,
    /// What the plan of the case says, to be read first.
    pub notes: Vec<CaseNote>,
    /// What still has to be answered where there is no plan yet.
    pub missing: Vec<QuestionIx>,
    /// What was not asked of a case that has its plan, and has to be known for this answer.
    pub unasked: Vec<QuestionIx>,
    /// What to tell a patient, sentence by sentence; it is read in place of the statements, which it rests on.
    pub script: Vec<CaseNote>,
    /// The statements, the best first.
    pub statements: Vec<Found>,
    /// Positions of the conflicts of sources that have to be told with them.
    pub conflicts: Vec<usize>,
    /// What there is no answer on, in the content's own word.
    pub about: Option<String>,
    /// Other readings of the question, or what could be asked next.
    pub suggestions: Vec<IntentIx>,
}

impl Answer {
    pub(super) fn declined(reason: Reason) -> Self {
        Self {
            reason,
            understood: 0.0,
            asked: None,
            opening: None,
            offers_treatment: false,
            notes: Vec::new(),
            missing: Vec::new(),
            unasked: Vec::new(),
            script: Vec::new(),
            statements: Vec::new(),
            conflicts: Vec::new(),
            about: None,
            suggestions: Vec::new(),
        }
    }

    /// Begins with this, behind what it begins with already.
    pub(super) fn begin_with(&mut self, text: &str) {
        self.opening = Some(match self.opening.take() {
            Some(opening) => format!("{opening} {text}"),
            None => text.to_owned(),
        });
    }
}

/// Why there is an answer, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// The plan or statements answer it.
    Answered,
    /// It belongs to the matter, and no statement answers it.
    NoReviewedAnswer(Option<NoAnswerIx>),
    /// It is not this bot's matter.
    OutOfScope,
    /// Too little to tell what is asked.
    Clarify,
    /// It may be about the Achilles tendon: one tap says so, on the first of the suggestions.
    Confirm,
    /// It seems to name a person.
    Identifier,
    /// A dose or a prescription.
    Dose,
    /// Red flags are told of the patient.
    RedFlag(OptionSet),
    /// An emergency outside the matter, distress, an overdose.
    Emergency(EmergencyIx),
    /// It tells something of the case that is none of the answers which its plan uses.
    NotUsed,
    /// An image is to be looked at, which the bot does not do.
    Image,
    /// Something said to the bot.
    Act(ActIx),
    /// An attempt to talk the bot round.
    SmallTalk(SmallTalkKind),
}

impl Reason {
    /// Whether a text is neither answered nor known to have no answer.
    pub(super) fn is_not_understood(self) -> bool {
        matches!(
            self,
            Self::OutOfScope | Self::Clarify | Self::Confirm | Self::NoReviewedAnswer(None)
        )
    }

    /// As the command line prints it. What is said to the bot belongs to no clinical scope.
    pub fn id(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::NoReviewedAnswer(_) => "no_reviewed_answer",
            Self::OutOfScope | Self::NotUsed | Self::SmallTalk(_) | Self::Act(_) => "out_of_scope",
            Self::Clarify | Self::Confirm => "clarify",
            Self::Identifier => "identifier",
            Self::Dose => "dose",
            Self::RedFlag(_) | Self::Emergency(_) => "red_flag",
            Self::Image => "image",
        }
    }
}

/// A statement that was found, with what speaks for it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Found {
    /// The statement, by its place in the content.
    pub statement: StatementIx,
    /// How well it answers, beside the best possible: from 0 to about 1.
    pub score: f32,
    /// The question that it answers, where that is not surely the one that was asked.
    pub under: Option<IntentIx>,
}
