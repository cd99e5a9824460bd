//! Questions after the plan. An answer is found, never written: it is one to four statements of the
//! content, with what this case changes about them, or a plain word that there is none.

mod index;
mod json;
mod judged;
mod notes;
mod screen;
mod words;

use crate::core::case::Case;
use crate::core::content::{
    AskedIx, Content, ElsewhereIx, GapIx, OptionSet, Reading, RoleIx, StatementIx, TalkKind,
};
use crate::core::identifier;
use crate::core::plan::{Plan, plan};
use index::{Hit, Index, Meant};
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
    /// How well it answers, from 0 to about 1.
    pub score: f32,
}

/// Most statements of an answer.
const MOST: usize = 4;
/// Most questions offered under a plan.
const MOST_OFFERED: usize = 4;
/// Most questions offered after it.
const MOST_SUGGESTED: usize = 3;
/// A statement that answers much less well than the first is left out.
const NEAR_FIRST: f32 = 0.82;
/// In a list to choose from, so much less well is still worth reading.
const NEAR_LISTED: f32 = 0.6;
/// A red flag told counts while it fits so much as well as the best text. On the tuning half 0.9 finds
/// three quarters of those told without any of its words, and costs no answer.
const ALARM: f32 = 0.9;
/// From this share of a question on, it is asked as the content has it.
const VERBATIM: f32 = 0.85;
/// The share of a question that has to be understood for an answer.
const LEAST: f32 = 0.24;
/// What a statement's own words count beside the ways in which it is asked for.
const OWN_WORDS: f32 = 0.75;
/// What each further statement of the same intent loses.
const FURTHER: f32 = 0.06;
/// What the best way of asking counts, beside the mean of the best three.
const BEST: f32 = 0.8;

/// Everything that is looked up for an answer.
pub struct Answers {
    index: Index,
    screen: Screen,
    treatments: notes::Treatments,
}

/// Statements and intents by how well they fit, each the best first.
struct Ranked {
    statements: Vec<Found>,
    intents: Vec<(AskedIx, f32)>,
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

    /// Answers a question, or says why not.
    pub fn answer(&self, content: &Content, question: Question<'_>) -> Answer {
        let settled = match self.admitted(question) {
            Ok(settled) => settled,
            Err(reason) => return Answer::declined(reason),
        };
        let (hits, full) = self.search(question);
        let ranked = ranked(content, &hits, full);
        let mut answer = match declines(&hits, full, settled) {
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
        answer.understood = hits.first().map_or(0.0, |hit| hit.score / full);
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
        let (hits, full) = self.search(question);
        if let Some(reason) = declines(&hits, full, settled) {
            return Err(reason);
        }
        let mut found = ranked(content, &hits, full).statements;
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
        let known = |word: &str| self.index.knows(&word.to_lowercase());
        if identifier::suspected(question.text) || identifier::names_somebody(question.text, known)
        {
            return Err(Reason::Identifier);
        }
        let leans = !question.previous.is_empty();
        match self.screen.settled(question.text, leans) {
            Some(Settled::Alarm(flags)) => Err(Reason::RedFlag(flags)),
            Some(Settled::Talk(kind)) if kind != TalkKind::Dose => Err(reason_of(kind)),
            settled => Ok(settled),
        }
    }

    /// Answers what stands on a button; the question holds its words.
    pub fn answer_to(&self, content: &Content, asked: AskedIx, question: Question<'_>) -> Answer {
        let (hits, full) = self.search(question);
        let intents = ranked(content, &hits, full).intents;
        let statements = content.asked(asked).statements.iter();
        let found = statements.map(|statement| Found {
            statement: *statement,
            score: 1.0,
        });
        self.told(content, question, Some(asked), found, &intents)
    }

    fn search(&self, question: Question<'_>) -> (Vec<Hit>, f32) {
        let previous = question.previous.last().map(String::as_str);
        let query = self.index.query(question.text, previous);
        (self.index.hits(&query), self.index.full(&query))
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

/// What speaks against an answer: a red flag before all, then words of another matter, then the
/// nearest text. What is asked nearly word for word as the content has it is answered.
fn declines(hits: &[Hit], full: f32, settled: Option<Settled>) -> Option<Reason> {
    // Nothing but small words.
    let Some(best) = hits.first() else {
        return Some(Reason::Clarify);
    };
    // A red flag may be a little farther off than an answer, and still comes first.
    let alarm = hits
        .iter()
        .take_while(|hit| hit.score >= best.score * ALARM)
        .find(|hit| matches!(hit.meant, Meant::Alarm(_)));
    let nearest = alarm.unwrap_or(best).meant;
    let verbatim = matches!(nearest, Meant::Asked(_)) && best.score >= VERBATIM * full;
    match (nearest, settled) {
        (Meant::Alarm(flag), _) => Some(Reason::RedFlag(OptionSet::only(flag))),
        (_, Some(Settled::Talk(kind))) => Some(reason_of(kind)),
        (_, Some(Settled::Elsewhere(place))) if !verbatim => Some(Reason::OutOfScope(Some(place))),
        (Meant::Talk(kind), _) => Some(reason_of(kind)),
        (Meant::Elsewhere(place), _) => Some(Reason::OutOfScope(Some(place))),
        (Meant::Gap(place), _) => Some(Reason::NoReviewedAnswer(Some(place))),
        (Meant::Asked(_) | Meant::Statement(_), _) => {
            (best.score < LEAST * full).then_some(Reason::NoReviewedAnswer(None))
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

/// From texts to what they speak for.
fn ranked(content: &Content, hits: &[Hit], full: f32) -> Ranked {
    let mut asked: Vec<Vec<f32>> = vec![Vec::new(); content.language.asked.len()];
    let mut own = vec![0.0_f32; content.statements.len()];
    for hit in hits {
        match hit.meant {
            // Hits come best first.
            Meant::Asked(place) if asked[place.index()].len() < 3 => {
                asked[place.index()].push(hit.score / full);
            }
            Meant::Statement(place) => {
                let entry = &mut own[place.index()];
                *entry = entry.max(hit.score / full);
            }
            _ => {}
        }
    }
    let mut scores = vec![0.0_f32; content.statements.len()];
    let mut intents = Vec::new();
    for (place, ways) in asked.iter().enumerate() {
        let Some(best) = ways.first() else { continue };
        let score = BEST * best + (1.0 - BEST) * ways.iter().sum::<f32>() / 3.0;
        intents.push((AskedIx::new(place), score));
        for (further, statement) in content.language.asked[place].statements.iter().enumerate() {
            let entry = &mut scores[statement.index()];
            *entry = entry.max(score * (1.0 - FURTHER * further as f32));
        }
    }
    for (score, own) in scores.iter_mut().zip(own) {
        let own = own * OWN_WORDS;
        *score = score.max(own) + 0.1 * score.min(own);
    }
    let mut statements: Vec<Found> = scores
        .into_iter()
        .enumerate()
        .filter(|(_, score)| *score > 0.0)
        .map(|(place, score)| Found {
            statement: StatementIx::new(place),
            score,
        })
        .collect();
    statements.sort_by(|a, b| b.score.total_cmp(&a.score));
    intents.sort_by(|a, b| b.1.total_cmp(&a.1));
    Ranked {
        statements,
        intents,
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
