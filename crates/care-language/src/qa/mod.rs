//! Questions after the plan. An answer is found, never written: it is one to four statements of the
//! content, with what this case changes about them, or a plain word that there is none.

mod index;
mod json;
mod judged;
mod likelihood;
mod names;
mod notes;
mod phrases;
mod ranking;
mod screen;
mod words;

use crate::phi;
use care_engine::case::Case;
use care_engine::content::{
    AskedIx, Content, ElsewhereIx, GapIx, OptionSet, Reading, RoleIx, StatementIx, TalkKind,
};
use care_engine::plan::{Plan, plan};
use index::{Index, Meant};
use ranking::Ranked;
use screen::{Screen, Settled};

pub use json::to_json;
pub use judged::Judged;
pub use notes::CaseNote;

/// What is asked.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// As it was typed.
    pub text: &'a str,
    /// What was asked before it in the same thread, the last one last.
    pub previous: &'a [String],
    /// The case it is asked about.
    pub case: Option<&'a Case>,
    /// Who reads the answer.
    pub role: Option<RoleIx>,
}

/// An answer, or why there is none.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// What it is.
    pub reason: Reason,
    /// The share of the question that the best text of any kind holds, from 0 to about 1.
    pub understood: f32,
    /// What was asked, as far as it is one of the things that are.
    pub asked: Option<AskedIx>,
    /// The statements, the best first.
    pub statements: Vec<Found>,
    /// Positions of the conflicts of sources that have to be told with them.
    pub conflicts: Vec<usize>,
    /// What this case changes, to be read first.
    pub notes: Vec<CaseNote>,
    /// What could be asked next, or instead.
    pub suggestions: Vec<AskedIx>,
}

/// Why there is an answer, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// Statements answer it.
    Answered,
    /// It belongs to the matter, and no statement answers it.
    NoReviewedAnswer(Option<GapIx>),
    /// It is not this bot's matter.
    OutOfScope(Option<ElsewhereIx>),
    /// Too little to tell what is asked.
    Clarify,
    /// It seems to name a person.
    Identifier,
    /// A dose or a prescription.
    Dose,
    /// A red flag is told of the patient.
    RedFlag(OptionSet),
    /// An image.
    Image,
    /// A greeting or thanks, or an attempt to talk the bot round.
    Talk(TalkKind),
}

impl Reason {
    /// As the command line prints it. Talk belongs to no clinical scope.
    pub fn id(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::NoReviewedAnswer(_) => "no_reviewed_answer",
            Self::OutOfScope(_) | Self::Talk(_) => "out_of_scope",
            Self::Clarify => "clarify",
            Self::Identifier => "identifier",
            Self::Dose => "dose",
            Self::RedFlag(_) => "red_flag",
            Self::Image => "image",
        }
    }
}

/// A statement found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Found {
    /// Which.
    pub statement: StatementIx,
    /// How well it answers, beside the best possible: from 0 to about 1.
    pub score: f32,
}

/// Most statements of an answer.
const MOST: usize = 4;
/// Most questions offered under a plan.
const MOST_OFFERED: usize = 4;
/// Most questions offered after it.
const MOST_SUGGESTED: usize = 3;
/// A statement that answers much less well than the first is left out.
const NEAR_FIRST: f32 = 0.6;
/// In a list to choose from, so much less well is still worth reading.
const NEAR_LISTED: f32 = 0.4;
/// A red flag told counts while it fits so much as well as the best meaning, and a dose asked for
/// likewise: to miss one is worse than to ask once more.
const ALARM: f32 = 0.9;
const DOSE: f32 = 0.6;
/// From this share of a question on, it is asked as the content has it.
const VERBATIM: f32 = 0.85;
/// The share of a question that its nearest text has to hold for an answer.
const LEAST: f32 = 0.2;
/// A question that names nothing of this bot's matter is too vague when some text holds so much of
/// it, and about another matter when none does.
const VAGUE: f32 = 0.5;

/// Everything that is looked up for an answer.
pub struct Answers {
    index: Index,
    screen: Screen,
    treatments: notes::Treatments,
}

impl Answers {
    /// Prepares the search over a content.
    pub fn new(content: &Content) -> Self {
        Self {
            index: Index::new(content),
            screen: Screen::new(content),
            treatments: notes::Treatments::new(content),
        }
    }

    /// Whether a word stands in the content, and so is no name.
    pub fn knows(&self, word: &str) -> bool {
        self.index.knows(word)
    }

    /// What in a text could identify a person.
    pub fn identifiers(&self, text: &str) -> phi::Kinds {
        phi::found(text, |word| self.index.knows(word))
    }

    /// Answers a question, or says why not.
    pub fn answer(&self, content: &Content, question: Question<'_>) -> Answer {
        let settled = match self.admitted(question) {
            Ok(settled) => settled,
            Err(reason) => return Answer::declined(reason),
        };
        let ranked = self.ranked(content, question);
        let mut answer = match declines(&ranked, settled) {
            Some(reason) => Answer {
                suggestions: suggestions(content, &ranked.intents, &[]),
                ..Answer::declined(reason)
            },
            None => {
                let asked = ranked.intents.first().map(|(place, _)| *place);
                let best = ranked.statements.first().map_or(0.0, |found| found.score);
                let near = ranked.statements.iter().copied();
                let near = near.filter(|found| found.score >= best * NEAR_FIRST);
                self.told(content, question, asked, near, &ranked.intents)
            }
        };
        answer.understood = ranked.understood;
        answer
    }

    /// The statements nearest to a question about no case, the best first, for somebody who chooses
    /// among them; or why there are none.
    ///
    /// # Errors
    /// With the reason for which the question would not be answered in a chat either.
    pub fn nearest(
        &self,
        content: &Content,
        text: &str,
        most: usize,
    ) -> Result<Vec<Found>, Reason> {
        let question = Question {
            text,
            previous: &[],
            case: None,
            role: None,
        };
        let settled = self.admitted(question)?;
        let ranked = self.ranked(content, question);
        if let Some(reason) = declines(&ranked, settled) {
            return Err(reason);
        }
        let mut found = ranked.statements;
        let best = found.first().map_or(0.0, |found| found.score);
        found.retain(|found| {
            let cited = !content.statement(found.statement).references.is_empty();
            cited && found.score >= best * NEAR_LISTED
        });
        found.truncate(most);
        Ok(found)
    }

    /// What the words settle before anything is searched, or what they are declined as.
    fn admitted(&self, question: Question<'_>) -> Result<Option<Settled>, Reason> {
        if !self.identifiers(question.text).is_empty() {
            return Err(Reason::Identifier);
        }
        let leans = !question.previous.is_empty();
        let mended = self.index.plainly(question.text);
        match self.screen.settled(question.text, &mended, leans) {
            Some(Settled::Alarm(flags)) => Err(Reason::RedFlag(flags)),
            Some(Settled::Talk(kind)) if kind != TalkKind::Dose => Err(reason_of(kind)),
            settled => Ok(settled),
        }
    }

    /// Answers what stands on a button; the question holds its words.
    pub fn answer_to(&self, content: &Content, asked: AskedIx, question: Question<'_>) -> Answer {
        let intents = self.ranked(content, question).intents;
        let statements = content.asked(asked).statements.iter();
        let found = statements.map(|statement| Found {
            statement: *statement,
            score: 1.0,
        });
        self.told(content, question, Some(asked), found, &intents)
    }

    fn ranked(&self, content: &Content, question: Question<'_>) -> Ranked {
        let previous = question.previous.last().map(String::as_str);
        let query = self.index.query(question.text, previous);
        Ranked::new(content, &self.index.likenesses(&query), query.is_ours())
    }

    /// Statements as an answer: without what the rules keep out of the case's plan, and with what
    /// that plan says of the matter.
    fn told(
        &self,
        content: &Content,
        question: Question<'_>,
        asked: Option<AskedIx>,
        found: impl Iterator<Item = Found>,
        intents: &[(AskedIx, f32)],
    ) -> Answer {
        let made = question.case.map(|case| plan(content, case, question.role));
        let (kept_out, notes) = match &made {
            Some(made) => (
                notes::kept_out(content, made),
                self.treatments.notes(content, question.text, asked, made),
            ),
            None => Default::default(),
        };
        let statements: Vec<Found> = found
            .filter(|found| !kept_out.contains(&found.statement))
            .take(MOST)
            .collect();
        let reason = if statements.is_empty() && notes.is_empty() {
            Reason::NoReviewedAnswer(None)
        } else {
            Reason::Answered
        };
        Answer {
            asked,
            conflicts: conflicts(content, &statements),
            suggestions: suggestions(content, intents, &statements),
            statements,
            notes,
            ..Answer::declined(reason)
        }
    }
}

impl Answer {
    fn declined(reason: Reason) -> Self {
        Self {
            reason,
            understood: 0.0,
            asked: None,
            statements: Vec::new(),
            conflicts: Vec::new(),
            notes: Vec::new(),
            suggestions: Vec::new(),
        }
    }
}

/// What speaks against an answer: a red flag before all, then a dose, then words of another matter,
/// then the likest meaning. What is asked nearly word for word as the content has it is answered.
fn declines(ranked: &Ranked, settled: Option<Settled>) -> Option<Reason> {
    // Nothing but small words.
    let Some((likest, best)) = ranked.meanings.first() else {
        return Some(Reason::Clarify);
    };
    let close = |share: f32, wanted: &dyn Fn(Meant) -> bool| {
        (ranked.meanings.iter())
            .take_while(|(_, score)| *score >= share * best)
            .map(|(meant, _)| *meant)
            .find(|meant| wanted(*meant))
    };
    let alarm = close(ALARM, &|meant| matches!(meant, Meant::Alarm(_)));
    let dose = close(DOSE, &|meant| meant == Meant::Talk(TalkKind::Dose));
    let meant = alarm.or(dose).unwrap_or(*likest);
    let verbatim = matches!(meant, Meant::Asked(_)) && ranked.nearest >= VERBATIM;
    match (meant, settled) {
        (Meant::Alarm(flag), _) => Some(Reason::RedFlag(OptionSet::only(flag))),
        (_, Some(Settled::Talk(kind))) => Some(reason_of(kind)),
        (_, Some(Settled::Elsewhere(place))) if !verbatim => Some(Reason::OutOfScope(Some(place))),
        (Meant::Talk(kind), _) => Some(reason_of(kind)),
        (Meant::Elsewhere(place), _) => Some(Reason::OutOfScope(Some(place))),
        (Meant::Gap(place), _) => Some(Reason::NoReviewedAnswer(Some(place))),
        (Meant::Asked(_) | Meant::Statement(_), _) => {
            let sure = ranked.nearest >= LEAST && ranked.sure >= 0.0;
            (!sure && !verbatim).then_some(match ranked.ours {
                true => Reason::NoReviewedAnswer(None),
                // Known words that name no matter of this bot's: rather vague than foreign.
                false if ranked.understood >= VAGUE => Reason::Clarify,
                false => Reason::OutOfScope(None),
            })
        }
    }
}

/// The questions offered under a plan: those of the content whose condition holds, without what the
/// plan has just said in the open.
pub fn offered(content: &Content, case: &Case, plan: &Plan) -> Vec<AskedIx> {
    let view = content.view(case, Reading::Assumed);
    let open: Vec<StatementIx> = plan
        .all_lines()
        .filter(|line| !line.detail)
        .flat_map(|line| line.support.statements.iter().copied())
        .collect();
    let asked = content.language.asked.iter().enumerate();
    asked
        .filter(|(_, asked)| asked.offer_if.as_ref().is_some_and(|when| view.holds(when)))
        .filter(|(_, asked)| {
            asked
                .statements
                .first()
                .is_some_and(|first| !open.contains(first))
        })
        .map(|(place, _)| AskedIx::new(place))
        .take(MOST_OFFERED)
        .collect()
}

fn reason_of(kind: TalkKind) -> Reason {
    match kind {
        TalkKind::Dose => Reason::Dose,
        TalkKind::Image => Reason::Image,
        TalkKind::Vague => Reason::Clarify,
        TalkKind::Chat | TalkKind::Persuasion => Reason::Talk(kind),
    }
}

/// Where sources disagree about what is answered, both sides are told.
fn conflicts(content: &Content, found: &[Found]) -> Vec<usize> {
    let Some(first) = found.first() else {
        return Vec::new();
    };
    let named = &content.statement(first.statement).conflicts;
    let places = content.conflicts.iter().enumerate();
    places
        .filter(|(_, conflict)| named.contains(&conflict.id))
        .map(|(place, _)| place)
        .collect()
}

/// The next best intents whose answer was not just read.
fn suggestions(content: &Content, intents: &[(AskedIx, f32)], read: &[Found]) -> Vec<AskedIx> {
    let mut told: Vec<StatementIx> = read.iter().map(|found| found.statement).collect();
    let mut suggested = Vec::new();
    for (place, _) in intents {
        let first = content.asked(*place).statements.first();
        let Some(first) = first.filter(|first| !told.contains(first)) else {
            continue;
        };
        told.push(*first);
        suggested.push(*place);
        if suggested.len() == MOST_SUGGESTED {
            break;
        }
    }
    suggested
}
