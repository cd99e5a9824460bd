//! An answer put together: what the plan of the case says, and the statements that may stand beside it.

use super::Conversation;
use super::about::About;
use super::asked::Asked;
use super::fitting::Fit;
use super::index::Meant;
use super::planned::{self, Planned};
use super::reply::{Answer, Found, Reason};
use super::script;
use super::words::Seen;
use care_engine::content::{Anchor, Content, IntentIx, StatementIx, SynonymSetIx, TreatmentIx};

/// What a statement counts that is known only of another part of the tendon than that of the case.
const BORROWED: f32 = 0.85;
/// Most statements of an answer.
const MOST: usize = 4;

impl Conversation {
    /// Answers a question as something that is listed.
    pub(super) fn told_as(
        &self,
        content: &Content,
        about: Option<&About<'_>>,
        asked: &Asked<'_>,
        place: IntentIx,
        planned: Planned,
    ) -> Answer {
        let statements = listed_statements(content, place);
        let planned = self.planned_for(content, about, asked, place, planned);
        self.told(content, about, asked, Some(place), statements, planned)
    }

    /// An answer: facts of what the plan withholds, or what it says first and the statements that may stand beside it.
    pub(super) fn told(
        &self,
        content: &Content,
        about: Option<&About<'_>>,
        asked: &Asked<'_>,
        place: Option<IntentIx>,
        found: impl Iterator<Item = Found>,
        planned: Planned,
    ) -> Answer {
        let of_withheld = self.told_of_withheld(content, about, asked, place, &planned);
        of_withheld
            .unwrap_or_else(|| self.told_beside_plan(content, about, asked, place, found, planned))
    }

    /// Statements as an answer: without what may not be shown beside the case's plan, and with what that
    /// plan says first.
    fn told_beside_plan(
        &self,
        content: &Content,
        about: Option<&About<'_>>,
        asked: &Asked<'_>,
        place: Option<IntentIx>,
        found: impl Iterator<Item = Found>,
        planned: Planned,
    ) -> Answer {
        let listed = matches!(asked.listed, Some(Meant::Intent(_)));
        let found = self.may_stand(content, about, asked, place, found, &planned);
        let mut statements = match about {
            Some(about) => self.that_fit(content, about, asked, place, found),
            None => found,
        };
        // A few words about something that was told: nothing is told of other things.
        let few_words = place.is_some_and(|place| listed && content.intent(place).of_case);
        if few_words || asked.says_nothing_alone() {
            let named = planned::named(content, asked.before);
            statements.retain(|found| self.speaks_of(found, &named));
        }
        // What the plan says is read first, and leaves less room.
        statements.truncate(MOST.saturating_sub(planned.notes.len()).max(1));
        // Beside a warning nothing is said to be neither proposed nor advised against.
        let treatments = planned::named(content, &asked.seen.synonym_sets);
        let warned = statements
            .iter()
            .any(|found| self.stances.warns(content, found.statement, &treatments));
        let opening = planned.opening.clone().filter(|_| !warned);
        let offers_treatment =
            !treatments.is_empty() && !planned.notes.is_empty() && !planned.withholds;
        // Who asks for a part of the plan wants no more of it.
        let script = place.filter(|_| asked.form.way.is_none());
        let script = script.map_or_else(Vec::new, |place| {
            script::told(content, &self.stances, about, place)
        });
        if !script.is_empty() {
            return Answer {
                asked: place,
                suggestions: self.readings(content, asked, &statements),
                statements,
                script,
                notes: match planned.withholds {
                    true => planned.notes,
                    false => Vec::new(),
                },
                ..Answer::declined(Reason::Answered)
            };
        }
        if statements.is_empty() && !planned.answers() {
            return self.decline(content, asked, Reason::NoReviewedAnswer(None));
        }
        let mut answer = Answer {
            asked: place,
            about: (self.gap_before(content, asked))
                .map(|gap| content.language.no_answers[gap.index()].name.clone()),
            opening,
            offers_treatment,
            conflicts: conflicts(content, &statements),
            suggestions: self.readings(content, asked, &statements),
            statements,
            unasked: planned.unasked.clone(),
            notes: planned.into_notes(),
            missing: about.map_or_else(Vec::new, |about| about.missing.clone()),
            ..Answer::declined(Reason::Answered)
        };
        // "Is ice safe with his neuropathy?" What nobody here knows may be what speaks against it.
        let unknown = asked.seen.units.iter().any(|unit| unit.strange);
        if unknown && (answer.opening.is_some() || offers_treatment) {
            answer.begin_with(content.text("answer.opening.unknown_word"));
        }
        answer
    }

    /// Those of the statements found that may stand in the answer: no plan speaks against them, and they speak of what is asked.
    fn may_stand(
        &self,
        content: &Content,
        about: Option<&About<'_>>,
        asked: &Asked<'_>,
        place: Option<IntentIx>,
        found: impl Iterator<Item = Found>,
        planned: &Planned,
    ) -> Vec<Found> {
        let listed = matches!(asked.listed, Some(Meant::Intent(_)));
        let told = |statement: StatementIx| {
            let mut notes = planned.notes.iter();
            notes.any(|note| note.statements.contains(&statement))
        };
        let names: Vec<SynonymSetIx> = asked.names().collect();
        let named = planned::named(content, &names);
        found
            .filter(|found| !planned.only_plan && !told(found.statement))
            .filter(|found| listed || self.has_asked(&asked.seen, found))
            .filter(|found| !content.statement(found.statement).references.is_empty())
            .filter(|found| about.is_none_or(|about| self.stances.may_show(about, found.statement)))
            // With a reason why not, nothing is told of other things.
            .filter(|found| {
                let listed = place.and_then(|place| content.intent(place).statements.first());
                !planned.withholds
                    || listed == Some(&found.statement)
                    || self.speaks_of(found, &named)
            })
            .collect()
    }

    /// Whether a statement has what a question wants of it: an effect, a number, a thing that no other word stands for.
    pub(super) fn has_asked(&self, seen: &Seen, found: &Found) -> bool {
        let wanted = self.effects.wanted(seen);
        (!self.effects.asked(seen) || self.effects.speaks(found.statement))
            && self.effects.names(found.statement, &wanted)
    }

    /// Whether a statement speaks of one of these treatments, where any is named.
    fn speaks_of(&self, found: &Found, named: &[TreatmentIx]) -> bool {
        named.is_empty() || self.stances.speaks_of(found.statement, named)
    }

    /// Those of the statements that fit the case; what is known only of another part of the tendon counts less.
    pub(super) fn that_fit(
        &self,
        content: &Content,
        about: &About<'_>,
        asked: &Asked<'_>,
        place: Option<IntentIx>,
        found: Vec<Found>,
    ) -> Vec<Found> {
        let named: Vec<SynonymSetIx> = asked.names().collect();
        let fit = |one: &Found| self.fitting.fit(content, one.statement, &named, about.case);
        let mut found = found;
        // What answers first of all what is surely asked is told to everybody.
        let sure = place.filter(|place| asked.meant() == Some(Meant::Intent(*place)));
        let first = sure.and_then(|place| content.intent(place).statements.first());
        let treatments = planned::named(content, &asked.seen.synonym_sets);
        found.retain(|one| {
            fit(one) != Fit::No
                || Some(&one.statement) == first
                || self.stances.warns(content, one.statement, &treatments)
        });
        let score = |one: &Found| match fit(one) {
            Fit::Borrowed => one.score * BORROWED,
            _ => one.score,
        };
        found.sort_by(|a, b| score(b).total_cmp(&score(a)));
        found
    }

    /// A dose is asked for: that none is given, and what the plan and the statements say of the drug.
    pub(super) fn dose(&self, content: &Content, asked: &Asked<'_>, planned: Planned) -> Answer {
        let named = &asked.seen.synonym_sets;
        let of_drug = |found: &&Found| {
            let text = &content.statement(found.statement).text;
            let spoken = self.index.synonym_sets(text);
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
}

/// The statements of something that is listed, the best first.
pub(super) fn listed_statements(content: &Content, place: IntentIx) -> impl Iterator<Item = Found> {
    let statements = content.intent(place).statements.iter();
    statements.map(|statement| Found {
        statement: *statement,
        score: 1.0,
        under: None,
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
