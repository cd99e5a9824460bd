//! One question: what the plan says, whether it is this bot's matter, and the statements that answer it.

use super::Conversation;
use super::asking::Form;
use super::facts::About;
use super::index::Meant;
use super::planned::{self, Planned};
use super::ranking::Ranked;
use super::reply::{Answer, Found, Reason};
use super::scope::{Evidence, Place, Scope, WEIGHED};
use super::script;
use super::topic::Topic;
use super::words::Seen;
use care_engine::content::{
    Anchor, Content, IntentIx, NoAnswerIx, SmallTalkKind, StatementIx, SynonymSetIx, TreatmentIx,
};

/// Most statements of an answer.
const MOST: usize = 4;
/// Most questions offered as other readings, or after an answer.
const MOST_SUGGESTED: usize = 2;
/// A statement that answers much less well than the first is left out.
const NEAR_FIRST: f32 = 0.6;
/// In a list to choose from, so much less well is still worth reading.
pub(super) const NEAR_LISTED: f32 = 0.4;

/// So little behind the likeliest answer, a gap is as likely. Measured on the tuning questions.
const NEAR_GAP: f32 = 0.15;

/// A question as it was typed, with what was read in it.
struct Asked<'a> {
    text: &'a str,
    seen: Seen,
    form: Form,
    /// What it leans on.
    topic: &'a [SynonymSetIx],
    /// What it is listed as, word for word.
    listed: Option<Meant>,
    ranked: Ranked,
}

impl Asked<'_> {
    /// The gap that is about as likely meant as anything that is answered: rather no answer than one to
    /// another question.
    fn likely_gap(&self) -> Option<NoAnswerIx> {
        let meanings = &self.ranked.meanings;
        let answered = meanings
            .iter()
            .find(|(meant, _)| matches!(meant, Meant::Intent(_)));
        let answered = answered.map_or(0.0, |(_, score)| *score);
        meanings.iter().find_map(|(meant, score)| match meant {
            Meant::NoAnswer(place) if answered - score < NEAR_GAP => Some(*place),
            _ => None,
        })
    }
}

impl Conversation {
    /// Answers one question of a message. What it leans on is looked at only where it says nothing alone.
    pub(super) fn answer_one(
        &self,
        content: &Content,
        about: Option<&About<'_>>,
        text: &str,
        topic: Option<&Topic>,
    ) -> (Answer, Form) {
        let seen = self.index.read(text);
        let anchor = |place: usize| self.index.anchor(SynonymSetIx::new(place));
        let form = self.asking.form(text, &seen, anchor);
        let topic = match topic {
            Some(topic) if form.leans => topic.concepts(),
            _ => &[],
        };
        let asked = Asked {
            text,
            listed: self.index.listed(&seen.plain),
            ranked: self.ranked(content, &seen, topic),
            seen,
            form,
            topic,
        };
        let mut answer = self.answer_read(content, about, &asked);
        answer.understood = asked.ranked.understood;
        (answer, form)
    }

    fn answer_read(
        &self,
        content: &Content,
        about: Option<&About<'_>>,
        asked: &Asked<'_>,
    ) -> Answer {
        let place = Place {
            leans: !asked.topic.is_empty()
                || (about.is_some() && (asked.form.leans || asked.form.of_case)),
            thread: !asked.topic.is_empty() || about.is_some(),
        };
        // What says nothing alone is vague where nothing was asked before it.
        let vague = asked.topic.is_empty();
        let talk = self.settled(asked.text, &asked.seen.plain, !vague);
        match talk {
            Some(SmallTalkKind::Image) => return Answer::declined(Reason::Image),
            Some(kind @ SmallTalkKind::Persuasion) => {
                return Answer::declined(Reason::SmallTalk(kind));
            }
            _ => {}
        }
        let named = planned::named(content, &asked.seen);
        let planned = self.planned(content, about, asked, named, false);
        if talk == Some(SmallTalkKind::Dose) {
            return self.dose(content, asked, planned);
        }
        let declined = match asked.listed {
            Some(Meant::Intent(place)) => {
                let statements = listed_statements(content, place);
                let planned = self.planned_for(content, about, asked, place, planned);
                return self.told(content, about, asked, Some(place), statements, planned);
            }
            Some(Meant::NoAnswer(place)) => Some(Reason::NoReviewedAnswer(Some(place))),
            Some(Meant::SmallTalk(SmallTalkKind::Vague)) if vague => Some(Reason::Clarify),
            _ if talk == Some(SmallTalkKind::Vague) && planned.notes.is_empty() => {
                Some(Reason::Clarify)
            }
            _ => self.declined(content, asked, place),
        };
        match declined {
            // What the plan says stands, whatever else is not known.
            Some(Reason::NoReviewedAnswer(_) | Reason::Clarify | Reason::Confirm)
                if !planned.notes.is_empty() =>
            {
                let none = std::iter::empty();
                self.told(content, about, asked, None, none, planned)
            }
            Some(Reason::Dose) => self.dose(content, asked, planned),
            Some(reason) => self.decline(content, asked, reason),
            None => {
                let statements = asked.ranked.statements.iter().copied();
                let best = asked
                    .ranked
                    .statements
                    .first()
                    .map_or(0.0, |found| found.score);
                let near = statements.filter(|found| found.score >= best * NEAR_FIRST);
                let first = asked.ranked.intents.first().map(|(place, _)| *place);
                let planned = match first {
                    Some(place) if planned.notes.is_empty() => {
                        self.planned_for(content, about, asked, place, planned)
                    }
                    _ => planned,
                };
                let planned = match planned.withholds {
                    true => planned,
                    false => {
                        let named = planned::named(content, &asked.seen);
                        self.planned(content, about, asked, named, true)
                    }
                };
                self.told(content, about, asked, first, near, planned)
            }
        }
    }

    /// What tells whether a question about no case is answered, as numbers: what the weights of the scope are
    /// fitted to.
    pub fn weighed(&self, content: &Content, text: &str) -> [f32; WEIGHED] {
        let seen = self.index.read(text);
        let asked = Asked {
            text,
            listed: None,
            ranked: self.ranked(content, &seen, &[]),
            seen,
            form: Form::default(),
            topic: &[],
        };
        self.evidence(content, &asked, Place::default()).weighed()
    }

    /// Answers something that is listed, from a button.
    pub(super) fn answer_listed(
        &self,
        content: &Content,
        about: Option<&About<'_>>,
        place: IntentIx,
        text: &str,
    ) -> Answer {
        let seen = self.index.read(text);
        let asked = Asked {
            text,
            listed: Some(Meant::Intent(place)),
            ranked: self.ranked(content, &seen, &[]),
            seen,
            form: Form::default(),
            topic: &[],
        };
        let named = planned::named(content, &asked.seen);
        let planned = self.planned(content, about, &asked, named, false);
        let statements = listed_statements(content, place);
        self.told(content, about, &asked, Some(place), statements, planned)
    }

    pub(super) fn ranked(&self, content: &Content, seen: &Seen, topic: &[SynonymSetIx]) -> Ranked {
        let query = self.index.query(content, &seen.terms, topic);
        Ranked::new(content, &self.index.likenesses(&query))
    }

    /// What the plan withholds where a question names no treatment and is understood as one that does: "ok
    /// with apixaban?" is about NSAIDs.
    fn planned_for(
        &self,
        content: &Content,
        about: Option<&About<'_>>,
        asked: &Asked<'_>,
        place: IntentIx,
        planned: Planned,
    ) -> Planned {
        let Some(about) = about.filter(|_| planned.notes.is_empty()) else {
            return planned;
        };
        let way = content
            .intent(place)
            .examples
            .first()
            .map_or("", String::as_str);
        let meant = Seen {
            concepts: self.index.concepts(way),
            ..Seen::default()
        };
        let mut named = planned::named(content, &meant);
        let withheld = &about.made.withheld;
        named.retain(|one| withheld.iter().any(|held| held.treatment == *one));
        if named.is_empty() {
            return planned;
        }
        self.planned(content, Some(about), asked, named, false)
    }

    /// What the plan of the case says of what the question names, or of what it leans on.
    fn planned(
        &self,
        content: &Content,
        about: Option<&About<'_>>,
        asked: &Asked<'_>,
        mut named: Vec<TreatmentIx>,
        further: bool,
    ) -> Planned {
        let Some(about) = about else {
            return Planned::default();
        };
        if named.is_empty() {
            let topic = Seen {
                concepts: asked.topic.to_vec(),
                ..Seen::default()
            };
            named = planned::named(content, &topic);
        }
        let ranked = &asked.ranked.statements;
        let best = ranked.first().map_or(1.0, |found| found.score);
        let score = |statement: StatementIx| {
            let mut found = ranked.iter();
            let found = found.find(|found| found.statement == statement);
            found.map_or(0.0, |found| found.score / best)
        };
        self.treatments.planned(
            content,
            about.case,
            &about.made,
            &named,
            asked.form,
            (further, &score),
        )
    }

    /// Why a question is not answered, if it is not.
    fn declined(&self, content: &Content, asked: &Asked<'_>, place: Place) -> Option<Reason> {
        let likest = asked.ranked.meanings.first().map(|(meant, _)| *meant);
        let gap = asked
            .likely_gap()
            .map(|place| Reason::NoReviewedAnswer(Some(place)));
        match likest {
            None => return Some(Reason::Clarify),
            Some(Meant::SmallTalk(SmallTalkKind::Image)) => return Some(Reason::Image),
            Some(Meant::SmallTalk(kind @ SmallTalkKind::Persuasion)) => {
                return Some(Reason::SmallTalk(kind));
            }
            Some(Meant::SmallTalk(SmallTalkKind::Vague)) if !place.leans => {
                return Some(Reason::Clarify);
            }
            Some(Meant::SmallTalk(SmallTalkKind::Dose)) if asked.seen.plain.contains(' ') => {
                return Some(Reason::Dose);
            }
            _ => {}
        }
        match self.evidence(content, asked, place).scope() {
            Scope::OutOfDomain => Some(Reason::OutOfScope),
            Scope::Unknown => Some(gap.unwrap_or(Reason::NoReviewedAnswer(None))),
            Scope::Near => Some(gap.unwrap_or(Reason::Confirm)),
            Scope::Vague => Some(gap.unwrap_or(Reason::Clarify)),
            Scope::InDomain => self.unspoken(asked),
        }
    }

    /// What tells whether a question is answered: what its likeliest statement holds of it, in its own words
    /// and in all the ways in which it is asked for.
    fn evidence(&self, content: &Content, asked: &Asked<'_>, place: Place) -> Evidence {
        let anchor = |place: usize| self.index.anchor(SynonymSetIx::new(place));
        let mut meanings = Vec::new();
        if let Some(first) = asked.ranked.statements.first() {
            meanings.push(Meant::Statement(first.statement));
            let all = content.language.intents.iter().enumerate();
            let answered = all.filter(|(_, asked)| asked.statements.contains(&first.statement));
            meanings.extend(answered.map(|(place, _)| Meant::Intent(IntentIx::new(place))));
        }
        let held = self.index.held(&asked.seen, &meanings);
        let near = (asked.ranked.understood, asked.ranked.margin());
        Evidence::new(&asked.seen, anchor, held, near, place)
    }

    /// A question that names something on which there is no statement.
    fn unspoken(&self, asked: &Asked<'_>) -> Option<Reason> {
        self.thing_without_statements(&asked.seen)?;
        Some(Reason::NoReviewedAnswer(None))
    }

    /// The first thing that a question names and no statement speaks of.
    fn thing_without_statements(&self, seen: &Seen) -> Option<SynonymSetIx> {
        let mut things = seen.concepts.iter().copied();
        things.find(|place| {
            matches!(self.index.anchor(*place), Anchor::Near | Anchor::Other)
                && !self.effects.is_spoken_of(*place)
        })
    }

    /// A decline, with the content's own word for what there is no answer on, and the nearest
    /// questions where they fit.
    fn decline(&self, content: &Content, asked: &Asked<'_>, reason: Reason) -> Answer {
        let about = match reason {
            Reason::NoReviewedAnswer(Some(gap)) => {
                Some(content.language.no_answers[gap.index()].name.clone())
            }
            Reason::NoReviewedAnswer(None) => self.name_of_thing(content, &asked.seen),
            _ => None,
        };
        // Nothing fits where nothing was understood.
        let fits = matches!(
            reason,
            Reason::NoReviewedAnswer(_) | Reason::Clarify | Reason::Confirm
        );
        let suggestions = match fits {
            true => self.readings(content, asked, &[]),
            false => Vec::new(),
        };
        Answer {
            about,
            suggestions,
            ..Answer::declined(reason)
        }
    }

    /// The content's word for the first thing a question names that no statement speaks of.
    fn name_of_thing(&self, content: &Content, seen: &Seen) -> Option<String> {
        let thing = self.thing_without_statements(seen)?;
        let words = &content.language.synonyms[thing.index()].words;
        words.iter().find(|word| !word.ends_with('*')).cloned()
    }

    /// Statements as an answer: without what may not be shown beside the case's plan, and with what that
    /// plan says first.
    fn told(
        &self,
        content: &Content,
        about: Option<&About<'_>>,
        asked: &Asked<'_>,
        place: Option<IntentIx>,
        found: impl Iterator<Item = Found>,
        planned: Planned,
    ) -> Answer {
        let listed = matches!(asked.listed, Some(Meant::Intent(_)));
        let effect = !listed && self.effects.asked(&asked.seen);
        let told = |statement: StatementIx| {
            let mut notes = planned.notes.iter();
            notes.any(|note| note.statements.contains(&statement))
        };
        let statements: Vec<Found> = found
            .filter(|found| !planned.only_plan && !told(found.statement))
            .filter(|found| !effect || self.effects.speaks(found.statement))
            .filter(|found| !content.statement(found.statement).references.is_empty())
            .filter(|found| {
                about.is_none_or(|about| self.treatments.may_show(&about.made, found.statement))
            })
            .take(MOST)
            .collect();
        let script = place.map_or_else(Vec::new, |place| {
            script::told(content, &self.treatments, about, place)
        });
        if !script.is_empty() {
            return Answer {
                asked: place,
                suggestions: self.readings(content, asked, &statements),
                statements,
                script,
                ..Answer::declined(Reason::Answered)
            };
        }
        if statements.is_empty() && planned.notes.is_empty() {
            return self.decline(content, asked, Reason::NoReviewedAnswer(None));
        }
        Answer {
            asked: place,
            opening: planned.opening,
            conflicts: conflicts(content, &statements),
            suggestions: self.readings(content, asked, &statements),
            statements,
            notes: planned.notes,
            ..Answer::declined(Reason::Answered)
        }
    }

    /// A dose is asked for: that none is given, and what the plan and the statements say of the drug.
    fn dose(&self, content: &Content, asked: &Asked<'_>, planned: Planned) -> Answer {
        let named = &asked.seen.concepts;
        let of_drug = |found: &&Found| {
            let text = &content.statement(found.statement).text;
            let spoken = self.index.concepts(text);
            named
                .iter()
                .any(|place| self.index.anchor(*place) == Anchor::Near && spoken.contains(place))
        };
        let statements = match planned.notes.is_empty() {
            true => asked
                .ranked
                .statements
                .iter()
                .take(MOST)
                .filter(of_drug)
                .copied()
                .collect(),
            false => Vec::new(),
        };
        Answer {
            notes: planned.notes,
            statements,
            ..Answer::declined(Reason::Dose)
        }
    }

    /// The next best readings of a question whose answer was not just read.
    fn readings(&self, content: &Content, asked: &Asked<'_>, read: &[Found]) -> Vec<IntentIx> {
        let mut told: Vec<StatementIx> = read.iter().map(|found| found.statement).collect();
        let mut suggested = Vec::new();
        for (place, _) in &asked.ranked.intents {
            let first = content.intent(*place).statements.first();
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
}

/// The statements of something that is listed, the best first.
fn listed_statements(content: &Content, place: IntentIx) -> impl Iterator<Item = Found> {
    let statements = content.intent(place).statements.iter();
    statements.map(|statement| Found {
        statement: *statement,
        score: 1.0,
    })
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
